"""Certified copies in batches: the desk sends many lines at once, the leader signs them with one signature.

Every person in a batch becomes a dossier of the certifying procedure, so that codes, histories and statistics are those
of any other; the copies themselves are signed by hand and sealed on paper.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import copies, printing, waiting_letters
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.actions.issue_result import date_words
from tinhso.casework.dossiers.actions.plan_filing import filled_from_register
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.applicants import signer_of
from tinhso.casework.dossiers.copies import Certifying
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act, Task
from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied, Invalid, NotFound
from tinhso.services.copybook import api as copybook
from tinhso.services.copybook.types import Batch, BatchState, Line
from tinhso.services.papers import api as papers
from tinhso.services.registers import api as registers
from tinhso.services.signatures import api as signatures

_OPEN_NUMBERS = "Số ghi ở đầu danh sách là các số chứng thực liên tiếp, theo thứ tự dưới đây"
# As many papers as the form of one request lists.
MOST_OF_ONE = 50


def read_batch(batch_id: UUID, *, actor: Actor) -> Batch:
    """A batch of the actor's desk, or of the book that the actor's agency keeps. Raises Denied, NoBatch."""
    access.authorise(actor=actor, act="copies.read", agency_id=actor.agency_id)
    found = copybook.get_batch(batch_id)
    if actor.agency_id not in (found.desk_id, found.agency_id):
        raise NotFound("Không có lô này ở nơi bạn làm việc.")
    access.record_read(
        actor=actor,
        holders=sorted({line.holder for line in found.lines}),
        purpose="Chứng thực bản sao theo lô",
        target=("copy_batch", batch_id),
    )
    return found


def send_batch(*, batch_id: UUID, actor: Actor) -> None:
    """File and accept a dossier for every person of the batch, at the time they stood at the desk; then it waits for the
    leader. All or nothing. Raises Denied, NoBatch, BatchClosed, Invalid."""
    access.authorise(actor=actor, act="dossiers.accept", agency_id=actor.agency_id)
    certifying = copies.certifying_at(actor.agency_id)
    with transaction.atomic():
        batch = read_batch(batch_id, actor=actor)
        dossiers: dict[UUID, UUID] = {}
        for lines in _requests(batch.lines):
            dossier_id = _receive(batch, lines, certifying, actor)
            dossiers |= {line.id: dossier_id for line in lines}
        copybook.send_batch(batch_id=batch_id, dossiers=dossiers, actor=actor)


def _requests(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The lines person by person, in the order in which they came; who brought more than one form lists makes two."""
    order = {line.holder: line.seq for line in reversed(lines)}
    ordered = sorted(lines, key=lambda line: (order[line.holder], line.seq))
    found: list[tuple[Line, ...]] = []
    for _, group in groupby(ordered, key=lambda line: line.holder):
        mine = tuple(group)
        found += [mine[start : start + MOST_OF_ONE] for start in range(0, len(mine), MOST_OF_ONE)]
    return found


def _receive(batch: Batch, lines: tuple[Line, ...], certifying: Certifying, actor: Actor) -> UUID:
    where = certifying.procedure.certified_copies
    holder, came_at = lines[0].holder, lines[0].created_at
    answers = {
        **filled_from_register(certifying.version_id, holder, actor=actor),
        str(where["lines"]).strip("/"): [
            {where["title"]: line.title, where["pages"]: line.pages, where["copies"]: line.copies} for line in lines
        ],
    }
    filed = submit_dossier(
        application=Application(
            procedure_version_id=certifying.version_id,
            applicant=holder,
            answers=answers,
            receiving_agency_id=batch.desk_id,
            channel=FilingChannel.COUNTER,
            return_method=ReturnMethod.COUNTER,
            received_at=came_at,
            batch_id=batch.id,
        ),
        idempotency_key=f"copies-{batch.id}-{lines[0].seq}",
        actor=actor,
    )
    _press(filed.id, Act.ACCEPT, at=came_at, actor=actor)
    return filed.id


def sign_batch(
    *,
    batch_id: UUID,
    leave_out: Collection[UUID] = (),
    prepared: Collection[UUID] | None = None,
    hand: Hand = CENTRAL,
    actor: Actor,
) -> int:
    """One signature for the batch: numbers in order without a gap, the list signed and sealed, every dossier finished.

    `leave_out`: dossiers that the leader does not sign now; they wait in a batch of their own. `prepared`: the dossiers of
    the list that the leader's own machine signs; its lines are then listed in the order of their numbers, which are filled in
    after the signature. Returns how many lines have their number. Everything is one transaction: a signature server that
    fails gives the numbers back.
    Raises Denied, NoBatch, BatchClosed, Invalid (nothing left to sign), WrongStatus (others than `prepared`), Unavailable.
    """
    at = now()
    with transaction.atomic():
        batch = copybook.claim_batch(batch_id)
        access.authorise(actor=actor, act="dossiers.sign", agency_id=batch.agency_id)
        if actor.person_id is None:
            raise Denied("Lô chứng thực do một người ký.")
        certifying = copies.certifying_at(batch.agency_id)
        copybook.leave_out(batch_id=batch_id, dossier_ids=_not_now(batch, leave_out), actor=actor)
        lines = copybook.claim_batch(batch_id).lines
        if not lines:
            raise Invalid("Chưa chọn người nào để ký.", fields={"/sign": "Chọn ít nhất một người."})
        if prepared is not None and {line.dossier_id for line in lines} != set(prepared):
            raise WrongStatus("Lô đã khác lúc đưa vào danh sách chờ ký: hãy bỏ văn bản này, rồi ký lại ở trang của lô.")
        signer = signer_of(actor)
        year, day = local(at).year, local(at).date()
        numbers = registers.take_numbers(
            scope=f"result.{certifying.keeper.code}.{certifying.register}.{year}", count=len(lines), actor=actor
        )
        numbered = copybook.number_lines(
            batch_id=batch_id, numbers=numbers, year=year, on=day, signer=copies.in_one_column(signer), actor=actor
        )
        file_id = _sign_list(certifying, numbered, hand, at=at, actor=actor)
        copybook.close_batch(batch_id=batch_id, file_id=file_id, at=at, actor=actor)
        waiting_letters.drop_lists(batch_id, at=at)
        for dossier_id in dict.fromkeys(line.dossier_id for line in numbered):
            assert dossier_id is not None
            _press(dossier_id, Act.SIGN, at=at, actor=actor)
    return len(numbered)


def copy_list_of(batch: Batch, leave_out: Collection[UUID]) -> dict[str, Any]:
    """The list of a batch, as it is kept while it waits for the leader's own machine."""
    out = _not_now(batch, leave_out)
    lines = [line for line in batch.lines if line.dossier_id not in out]
    people = {line.holder for line in lines}
    return {
        "batch_id": str(batch.id),
        "leave_out": sorted(str(one) for one in leave_out),
        "dossiers": sorted({str(line.dossier_id) for line in lines}),
        "notation": f"Lô {local(batch.sent_at):%H:%M %d/%m/%Y}" if batch.sent_at else "Lô",
        "title": "Chứng thực bản sao từ bản chính",
        "about": f"{len(people)} người, {len(lines)} bản chính",
    }


def _not_now(batch: Batch, leave_out: Collection[UUID]) -> set[UUID]:
    """Left out by the leader, or no longer waiting for this signature (withdrawn, stopped)."""
    ids = {line.dossier_id for line in batch.lines if line.dossier_id is not None}
    waiting = {one for one in ids if any(Act.SIGN in task.does for task in workflow.open_tasks(("dossier", one)))}
    return {one for one in ids if one in leave_out or one not in waiting}


def _sign_list(certifying: Certifying, lines: Sequence[Line], hand: Hand, *, at: datetime, actor: Actor) -> UUID:
    keeper, signer, day, is_open = certifying.keeper, signer_of(actor), local(at).date(), hand.leaves_number_open
    numbers = copies.notation([line.number for line in lines if line.number is not None], day.year)
    rows = [copies.printed(line) for line in lines]
    if is_open:
        rows = [row | {"number": str(seq)} for seq, row in enumerate(rows, 1)]
    pdf = papers.render_paper(
        template="copy_book",
        context={
            "head": printing.head(keeper),
            "title": "Danh sách chứng thực bản sao từ bản chính",
            "period_words": _OPEN_NUMBERS
            if is_open
            else f"Các việc từ số {lines[0].notation} đến số {lines[-1].notation}",
            "is_open": is_open,
            "signed_on": day,
            "rows": rows,
            "total_words": copies.total_words(lines),
            "signer_title": signer.title,
            "signer_name": signer.name,
            "recipients": ["Lưu sổ chứng thực"],
        },
        size="A4",
    )
    fill = None
    if is_open:
        pdf = signatures.reserve_number(pdf)
        fill = {signatures.RESERVED_NUMBER: numbers, signatures.RESERVED_DATE: date_words(day)}
    signed = hand.sign(pdf, number_is_open=is_open, at=at, actor=actor)
    sealed = signatures.seal_agency(
        pdf=signed, agency_code=keeper.code, agency_name=keeper.name, actor=actor, at=at, fill=fill
    )
    name = f"chung-thuc-ban-sao-{lines[0].number}-{lines[-1].number}-{lines[0].year}.pdf"
    return files.store(content=sealed.pdf, name=name, media_type="application/pdf", actor=actor).id


def give_back_copies(*, batch_id: UUID, dossier_id: UUID, actor: Actor) -> None:
    """Hand one person's copies over at the desk where they wait. Raises Denied, NotFound, WrongStatus."""
    batch = read_batch(batch_id, actor=actor)
    if batch.state is not BatchState.SIGNED or dossier_id not in {line.dossier_id for line in batch.lines}:
        raise NotFound("Người này không có bản sao đã ký trong lô.")
    _press(dossier_id, Act.RETURN, at=None, actor=actor, identity_checked="Người nộp có mặt tại quầy từ khi nộp")


def _press(dossier_id: UUID, act: Act, *, at: datetime | None, actor: Actor, identity_checked: str = "") -> None:
    """The button of the dossier's open step that does the act."""
    task, outcome = _button(workflow.open_tasks(("dossier", dossier_id)), act)
    version = Dossier.objects.only("version").get(id=dossier_id).version
    done = TaskDone(outcome=outcome, at=at, identity_checked=identity_checked)
    do_task(task_id=task.id, done=done, version=version, actor=actor)


def _button(tasks: Sequence[Task], act: Act) -> tuple[Task, str]:
    for task in tasks:
        for outcome in task.outcomes:
            if act in outcome.does:
                return task, outcome.code
    raise WrongStatus("Quy trình của thủ tục này không có bước đó lúc này.")
