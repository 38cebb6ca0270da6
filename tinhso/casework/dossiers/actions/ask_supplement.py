"""Ask the applicant for what is missing: once, completely, each thing by name. From the second time the head decides."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, timing
from tinhso.casework.dossiers.actions.take_task import in_role
from tinhso.casework.dossiers.correspondence import AskedItem, SupplementState, askable_fields, supplement_rule
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import SupplementAsked
from tinhso.casework.dossiers.held_papers import check_demand
from tinhso.casework.dossiers.models import Dossier, Supplement, SupplementItem, WorkItem
from tinhso.casework.dossiers.types import Reason, Status
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Denied, Invalid

_OPEN = (SupplementState.PROPOSED, SupplementState.OPEN)


def ask_supplement(
    *, dossier_id: UUID, items: Sequence[AskedItem], version: int, despite_held: str = "", actor: Actor
) -> UUID:
    """Send the request to the applicant, or, from the second one on, to the head. Returns the request's id.

    For whoever holds an open step of the dossier. Raises Denied, StaleVersion, WrongStatus (not being worked on, or a
    request is open), Invalid (nothing asked, or an item without what and why), AlreadyHeld (a paper that the vault
    holds, and `despite_held` does not say why it is asked for all the same).
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        may_ask_for(row, actor)
        if row.status not in (Status.REGISTERED, Status.ACCEPTED, Status.PROCESSING):
            raise WrongStatus("Chỉ yêu cầu bổ sung khi hồ sơ đang chờ tiếp nhận hoặc đang giải quyết.")
        earlier = list(Supplement.objects.filter(dossier=row).order_by("seq"))
        if any(one.state in _OPEN for one in earlier):
            raise WrongStatus("Hồ sơ đang có một yêu cầu bổ sung chưa xong.")
        rule = supplement_rule(row.procedure_code, on=local(at).date())
        assert actor.person_id is not None
        request = Supplement.objects.create(
            dossier=row,
            seq=len(earlier) + 1,
            state=SupplementState.PROPOSED,
            rule_version_id=rule.version_id,
            clock=rule.clock,
            resumes_as=row.status,
            proposed_at=at,
            proposed_by_id=actor.person_id,
        )
        _write_items(request, row, items)
        check_demand(row, [item.component for item in items], despite=despite_held, at=at, actor=actor)
        asked_before = sum(one.asked_at is not None for one in earlier)
        if asked_before >= rule.requests_without_head:
            words = f"Đề nghị yêu cầu bổ sung lần {request.seq}, chờ người đứng đầu duyệt."
            chronicle.note(row, words=words, at=at, actor=actor)
            access.record_write(actor=actor, act="dossiers.propose_supplement", target=("dossier", row.id), detail={})
        else:
            _send(row, request, at=at, actor=actor)
        chronicle.save(row)
        return request.id


def decide_supplement(*, dossier_id: UUID, agree: bool, note: str = "", version: int, actor: Actor) -> None:
    """The head lets a further request go out, or not (then with a reason for the officer).

    Raises Denied (also for who proposed it), WrongStatus, Invalid.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        request = Supplement.objects.filter(dossier=row, state=SupplementState.PROPOSED).first()
        if request is None:
            raise WrongStatus("Không có yêu cầu bổ sung nào đang chờ duyệt.")
        desk = Status(request.resumes_as) is Status.REGISTERED
        agency_id = row.receiving_agency_id if desk else row.owner_agency_id
        access.authorise(actor=actor, act="dossiers.approve_supplement", agency_id=agency_id)
        if request.proposed_by_id == actor.person_id:
            raise Denied("Người đề nghị không tự duyệt được.")
        request.decided_by_id = actor.person_id
        if agree:
            _send(row, request, at=at, actor=actor)
        else:
            if not note.strip():
                raise Invalid("Cần ghi lý do.", fields={"/note": "Ghi vì sao không yêu cầu bổ sung lần nữa."})
            request.state, request.closed_at = SupplementState.DECLINED, at
            request.decision_note = note.strip()[:500]
            request.save()
            words = f"Không duyệt yêu cầu bổ sung lần {request.seq}: {request.decision_note}"
            chronicle.note(row, words=words[:300], at=at, actor=actor)
            access.record_write(actor=actor, act="dossiers.decline_supplement", target=("dossier", row.id), detail={})
        chronicle.save(row)


def may_ask_for(row: Dossier, actor: Actor) -> None:
    """Whoever may do an open step of the dossier may ask for what the step lacks."""
    items = WorkItem.objects.filter(dossier=row, is_open=True, consultation_id__isnull=True)
    mine = next(
        (item for item in items if actor.person_id and item.agency_id == actor.agency_id and in_role(item, actor)), None
    )
    if mine is None:
        raise Denied("Bước đang làm của hồ sơ này thuộc vị trí khác.")
    access.authorise(actor=actor, act="dossiers.process", agency_id=mine.agency_id)


def _write_items(request: Supplement, row: Dossier, items: Sequence[AskedItem]) -> None:
    if not items:
        raise Invalid("Chưa nêu điều cần bổ sung.", fields={"/items": "Nêu ít nhất một điều cần bổ sung."})
    titles = {one.code: one.title for one in procedures.get_procedure_version(row.procedure_version_id).components}
    fields = askable_fields(row.procedure_version_id)
    wrong: dict[str, str] = {}
    for number, item in enumerate(items, start=1):
        if not item.ask.strip():
            wrong[f"/ask-{number}"] = "Nói rõ người nộp phải bổ sung hoặc sửa gì."
        if not item.reason.strip():
            wrong[f"/reason-{number}"] = "Nói rõ vì sao cần."
        if (item.component and item.component not in titles) or (item.field and item.field not in fields):
            wrong[f"/about-{number}"] = "Chọn một thành phần hoặc một mục của tờ khai."
    if wrong:
        raise Invalid("Mỗi điều cần bổ sung phải nói rõ cần gì và vì sao.", fields=wrong)
    SupplementItem.objects.bulk_create(
        SupplementItem(
            supplement=request,
            seq=number,
            component=item.component,
            field=item.field,
            title=titles.get(item.component) or (fields[item.field].title if item.field else "Nội dung khác"),
            ask=item.ask.strip()[:500],
            reason=item.reason.strip()[:500],
        )
        for number, item in enumerate(items, start=1)
    )


def _send(row: Dossier, request: Supplement, *, at: datetime, actor: Actor) -> None:
    rule = supplement_rule(row.procedure_code, on=local(at).date())
    request.rule_version_id, request.clock = rule.version_id, rule.clock
    items = list(SupplementItem.objects.filter(supplement=request).order_by("seq"))
    chronicle.move(
        row,
        Status.SUPPLEMENT,
        words=f"Yêu cầu bổ sung, hoàn thiện hồ sơ ({len(items)} nội dung).",
        at=at,
        actor=actor,
        reasons=[
            Reason(component=item.component, text=f"{item.title}: {item.reason}", remedy=item.ask) for item in items
        ],
    )
    reason = f"Yêu cầu bổ sung hồ sơ lần {request.seq}."
    request.answer_by = timing.stand_still(
        row, key=str(request.seq), answer_within=rule.answer_within, at=at, reason=reason, actor=actor
    )
    request.state, request.asked_at = SupplementState.OPEN, at
    request.save()
    chronicle.tell(
        row,
        SupplementAsked,
        act="dossiers.ask_supplement",
        actor=actor,
        supplement_id=request.id,
        seq=request.seq,
        items=len(items),
        clock=request.clock,
        answer_by=request.answer_by,
    )
