"""Extend with an apology: an officer proposes the new date, the leader signs it; late stays late (NĐ 61/2018 Đ19)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, letters, timing
from tinhso.casework.dossiers.actions.take_task import in_role
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierExtended
from tinhso.casework.dossiers.models import Dossier, Extension, WorkItem
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockState
from tinhso.foundation.access import api as access
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied, Invalid


def propose_extension(*, dossier_id: UUID, new_due_on: date, reason: str, version: int, actor: Actor) -> UUID:
    """Put a new date with its reason before the leader; the applicant hears of it when it is signed. Returns its id.

    For whoever holds an open step at the deciding agency, or its leader. Raises Denied, StaleVersion, WrongStatus (no
    running clock, one is proposed already, or the rule allows no further appointment), Invalid.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        _may_propose(row, actor)
        clock = running_clock(row)
        if Extension.objects.filter(dossier=row, state="proposed").exists():
            raise WrongStatus("Đã có một đề nghị gia hạn đang chờ ký.")
        new_due_at = _new_due(clock, new_due_on, at)
        if not reason.strip():
            raise Invalid("Cần ghi lý do.", fields={"/reason": "Ghi lý do chậm, người nộp sẽ đọc nguyên văn."})
        assert actor.person_id is not None
        extension = Extension.objects.create(
            dossier=row,
            seq=Extension.objects.filter(dossier=row).count() + 1,
            state="proposed",
            reason=reason.strip()[:500],
            new_due_at=new_due_at,
            old_due_at=clock.appointed_at,
            proposed_at=at,
            proposed_by_id=actor.person_id,
        )
        words = f"Đề nghị gia hạn đến {deadlines.in_words(new_due_at)}, chờ lãnh đạo ký văn bản xin lỗi."
        chronicle.note(row, words=words[:300], at=at, actor=actor)
        access.record_write(actor=actor, act="dossiers.propose_extension", target=("dossier", row.id), detail={})
        chronicle.save(row)
        return extension.id


def decide_extension(
    *, dossier_id: UUID, agree: bool, note: str = "", version: int, hand: Hand = CENTRAL, actor: Actor
) -> None:
    """The leader signs the apology, which gives the new date, or sends the proposal back with a reason.

    A late apology still goes out, and is written down as told too late. Raises Denied, WrongStatus, Invalid,
    ReappointedTooOften, and what the signature service raises: then nothing has happened.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        access.authorise(actor=actor, act="dossiers.extend", agency_id=row.owner_agency_id)
        extension = Extension.objects.filter(dossier=row, state="proposed").first()
        if extension is None or actor.person_id is None:
            raise WrongStatus("Không có đề nghị gia hạn nào đang chờ ký.")
        extension.decided_at, extension.decided_by_id = at, actor.person_id
        if agree:
            _extend(row, extension, hand, at, actor)
        else:
            if not note.strip():
                raise Invalid("Cần ghi lý do.", fields={"/note": "Ghi vì sao không gia hạn."})
            extension.state, extension.decision_note = "declined", note.strip()[:500]
            extension.save()
            chronicle.note(row, words=f"Không gia hạn: {extension.decision_note}"[:300], at=at, actor=actor)
            access.record_write(actor=actor, act="dossiers.decline_extension", target=("dossier", row.id), detail={})
        chronicle.save(row)


def running_clock(row: Dossier) -> Clock:
    """The dossier's clock, if a new appointment may be given on it. Raises WrongStatus."""
    clock = timing.processing(row)
    if row.status not in (Status.ACCEPTED, Status.PROCESSING) or clock is None or clock.state is not ClockState.RUNNING:
        raise WrongStatus("Chỉ gia hạn hồ sơ đang giải quyết và đang tính thời hạn.")
    if not deadlines.may_reappoint(clock):
        raise WrongStatus("Hồ sơ này đã hẹn lại đủ số lần mà quy định cho phép.")
    return clock


def _new_due(clock: Clock, day: date, at: datetime) -> datetime:
    calendar = reference.get_calendar(clock.agency_code or None)
    if not calendar.is_working(day):
        raise Invalid("Ngày hẹn lại phải là ngày làm việc.", fields={"/new_due_on": "Chọn một ngày làm việc."})
    new_due_at = calendar.closes_at(day)
    if new_due_at <= max(clock.appointed_at, at):
        raise Invalid(
            "Ngày hẹn lại phải sau ngày hẹn đang có.", fields={"/new_due_on": "Chọn ngày sau ngày hẹn đang có."}
        )
    return new_due_at


def _may_propose(row: Dossier, actor: Actor) -> None:
    if access.can(actor=actor, act="dossiers.extend", agency_id=row.owner_agency_id):
        return
    items = WorkItem.objects.filter(dossier=row, is_open=True, agency_id=row.owner_agency_id)
    if not any(actor.agency_id == item.agency_id and in_role(item, actor) for item in items):
        raise Denied("Bước đang làm của hồ sơ này thuộc vị trí khác.")
    access.authorise(actor=actor, act="dossiers.process", agency_id=row.owner_agency_id)


def _extend(row: Dossier, extension: Extension, hand: Hand, at: datetime, actor: Actor) -> None:
    clock = running_clock(row)
    in_time = at <= deadlines.apology_by(clock)
    deadlines.extend_clock(clock_id=clock.id, due_at=extension.new_due_at, at=at, reason=extension.reason, actor=actor)
    kind = "apology" if extension.seq == 1 else f"apology-{extension.seq}"
    letter = letters.apology(row, extension, actor=actor)
    letters.keep_signed(row, "apology", letter, kind=kind, hand=hand, at=at, actor=actor)
    extension.state, extension.told_in_time = "approved", in_time
    extension.save()
    words = f"Gia hạn: hẹn trả {deadlines.in_words(extension.new_due_at)}, đã gửi văn bản xin lỗi."
    chronicle.note(row, words=words if in_time else f"{words} Báo chậm hơn quy định.", at=at, actor=actor)
    chronicle.tell(
        row,
        DossierExtended,
        act="dossiers.extend",
        actor=actor,
        extension_id=extension.id,
        appointed_at=extension.new_due_at,
        told_in_time=in_time,
    )
