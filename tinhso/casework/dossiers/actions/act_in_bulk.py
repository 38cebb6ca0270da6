"""One act on several rows of a list. Each row is an act of its own: done whole, or refused with its reason.

The order is kept under the key of the page that sent it. A row's act and the note that it was done are one transaction,
so that a page sent twice, or again after a broken connection, goes on where it stopped and does nothing twice.
"""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers.actions.assign_task import assign_task
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.actions.take_task import take_task
from tinhso.casework.dossiers.actions.wait_for_signer import pressed_of, put_letter
from tinhso.casework.dossiers.errors import KeyReused, NoDossier
from tinhso.casework.dossiers.initials import initials_with
from tinhso.casework.dossiers.models import BulkAct, BulkLine, ComponentCheck, Dossier
from tinhso.casework.dossiers.types import BulkKind, BulkOrder, BulkReport, Verdict
from tinhso.casework.dossiers.types import BulkLine as LineView
from tinhso.casework.dossiers.waiting_letters import LetterAct, initials_waiting
from tinhso.casework.dossiers.worklists import open_of_post
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, EndCode, Outcome, Task
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.kernel.errors import Denied, DomainError, Invalid
from tinhso.services.signatures import api as signatures

MOST_ROWS = 50
# These want words, a signature or the applicant's presence: each dossier by itself.
_NOT_PLAIN = {Act.DRAFT, Act.SIGN, Act.SEAL, Act.NUMBER, Act.RETURN}


def is_plain(outcome: Outcome) -> bool:
    """Whether a button wants nothing but the press: no reason, no draft, no signature, nobody at the counter."""
    return not outcome.needs_reason and outcome.end != EndCode.NOT_ACCEPTED and not _NOT_PLAIN & set(outcome.does)


def act_in_bulk(*, key: UUID, order: BulkOrder, actor: Actor) -> BulkReport:
    """Do the order's rows that were not tried yet. The same key again is the same order, whatever it brings.

    Raises Denied for who has no post, KeyReused for another officer's key, Invalid (no row, too many, nobody chosen, no
    reason); what is refused row by row stands in the report.
    """
    kept = _kept(key, order, actor)
    for line in BulkLine.objects.filter(order=kept, done_at__isnull=True, refusal="").order_by("seq"):
        _try(kept, line.id, actor)
    return report_of(key, actor=actor)


def report_of(key: UUID, *, actor: Actor) -> BulkReport:
    """How an order went. Raises NoDossier for somebody else's."""
    kept = BulkAct.objects.filter(id=key).first()
    if kept is None or kept.person_id != actor.person_id:
        raise NoDossier
    lines = list(BulkLine.objects.filter(order=kept).order_by("seq"))
    waiting = initials_waiting(actor, [line.dossier_id for line in lines if line.done_at and line.dossier_id])
    return BulkReport(
        key=key,
        kind=BulkKind(kept.kind),
        title=kept.title,
        lines=tuple(
            LineView(
                task_id=line.task_id,
                dossier_id=line.dossier_id,
                code=line.code,
                is_done=line.done_at is not None,
                refusal=line.refusal,
                waits=kept.kind == BulkKind.OUTCOME and line.dossier_id in waiting,
            )
            for line in lines
        ),
    )


def _kept(key: UUID, order: BulkOrder, actor: Actor) -> BulkAct:
    """The order of this key, written down when it comes for the first time."""
    if actor.person_id is None or actor.post_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    with transaction.atomic():
        lock_key(f"dossiers.bulk:{key}")
        known = BulkAct.objects.filter(id=key).first()
        if known is not None:
            if known.person_id != actor.person_id:
                raise KeyReused
            return known
        _check(order)
        kept = BulkAct.objects.create(
            id=key,
            person_id=actor.person_id,
            post_id=actor.post_id,
            kind=order.kind.value,
            outcome=order.outcome[:40],
            title=order.title[:200],
            to_person_id=order.to_person_id,
            reason=order.reason.strip()[:200],
            ordered_at=now(),
        )
        wanted = {row.task_id: row for row in order.rows}
        # Only what stands in the officer's own lists is named; the rest is refused row by row.
        items = {item.task_id: item for item in open_of_post(actor).filter(task_id__in=list(wanted))}
        BulkLine.objects.bulk_create(
            BulkLine(
                order=kept,
                seq=seq,
                task_id=row.task_id,
                dossier_id=items[row.task_id].dossier_id if row.task_id in items else None,
                code=items[row.task_id].code if row.task_id in items else "",
                version=row.version,
                held_by_id=row.held_by,
            )
            for seq, row in enumerate(wanted.values())
        )
        return kept


def _check(order: BulkOrder) -> None:
    if not order.rows:
        raise Invalid("Chưa chọn hồ sơ nào.", fields={"/viec": "Chọn ít nhất một việc trong danh sách."})
    if len(order.rows) > MOST_ROWS:
        raise Invalid("Chọn quá nhiều.", fields={"/viec": f"Mỗi lần làm nhiều nhất {MOST_ROWS} việc."})
    if order.kind is BulkKind.ASSIGN and order.to_person_id is None:
        raise Invalid("Chưa chọn người.", fields={"/to": "Chọn đồng nghiệp sẽ nhận việc."})
    if order.kind is BulkKind.ASSIGN and not order.reason.strip():
        raise Invalid("Cần ghi lý do.", fields={"/reason": "Ghi lý do chuyển việc, ví dụ: đồng nghiệp nghỉ phép."})
    if order.kind is BulkKind.OUTCOME and not order.outcome:
        raise Invalid("Chưa chọn cách xử lý.", fields={"/outcome": "Chọn một cách xử lý."})


def _try(kept: BulkAct, line_id: UUID, actor: Actor) -> None:
    """One row, unless another request of the same key was faster."""
    denied: Denied | None = None
    with transaction.atomic():
        line = lock_row(BulkLine.objects.filter(id=line_id)).get()
        if line.done_at is not None or line.refusal:
            return
        try:
            # A savepoint of its own: what a refusal began is undone, the note of it stays.
            with transaction.atomic():
                _do(kept, line, actor)
        except DomainError as refused:
            line.refusal = (next(iter(refused.fields.values()), "") or refused.message)[:500]
            denied = refused if isinstance(refused, Denied) else None
        else:
            line.done_at = now()
        line.save(update_fields=["done_at", "refusal"])
    if denied is not None:
        access.record_denial(actor=actor, act=f"dossiers.bulk_{kept.kind}", path="")


def _do(kept: BulkAct, line: BulkLine, actor: Actor) -> None:
    match BulkKind(kept.kind):
        case BulkKind.TAKE:
            take_task(task_id=line.task_id, actor=actor)
        case BulkKind.ASSIGN:
            assert kept.to_person_id is not None
            assign_task(
                task_id=line.task_id,
                to_person_id=kept.to_person_id,
                reason=kept.reason,
                held_by=line.held_by_id,
                actor=actor,
            )
        case BulkKind.OUTCOME:
            _press(kept.outcome, line, actor)


def _press(code: str, line: BulkLine, actor: Actor) -> None:
    task = workflow.get_task(line.task_id)
    outcome = next((one for one in task.outcomes if one.code == code), None)
    if outcome is None or not is_plain(outcome):
        raise Invalid("Cách xử lý này phải làm ở từng hồ sơ.")
    if Act.ACCEPT in outcome.does:
        _all_checked(task.subject[1])
    done = TaskDone(outcome=code)
    if not _initial_waits(task, done, line.version, actor):
        do_task(task_id=line.task_id, done=done, version=line.version, actor=actor)


def _initial_waits(task: Task, done: TaskDone, version: int, actor: Actor) -> bool:
    """Whether the press waits for an initial from the officer's own machine: then it is put to what is signed together."""
    if not initials_with(task=task, outcome=done.outcome) or not signatures.signs_elsewhere(actor):
        return False
    put = put_letter(
        act=LetterAct.INITIAL, dossier_id=task.subject[1], given=pressed_of(task.id, done), version=version, actor=actor
    )
    return put is not None


def _all_checked(dossier_id: UUID) -> None:
    """Accepted without being opened is only what the desk has checked before, paper by paper. Raises Invalid."""
    row = Dossier.objects.get(id=dossier_id)
    required = procedures.required_components(
        procedures.get_procedure_version(row.procedure_version_id),
        channel=row.channel,
        case=row.situation or None,
        answers=row.answers,
    )
    wanted = {component.code for component in required if not component.is_form} | set(row.papers)
    right = ComponentCheck.objects.filter(dossier_id=dossier_id, verdict=Verdict.RIGHT.value)
    if wanted - set(row.held) - set(right.values_list("component", flat=True)):
        raise Invalid("Chưa kiểm tra đủ thành phần hồ sơ: mở hồ sơ để kiểm tra rồi tiếp nhận.")
