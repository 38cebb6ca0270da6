"""What the people of a dossier are told, and when: an event becomes one notice for each of them.

Nobody is told what they see happening in front of them: a filing at the counter is not announced.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from tinhso.casework.dossiers.correspondence import SupplementState, supplement_rule
from tinhso.casework.dossiers.models import Dossier, Supplement
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.outbox.types import EventRecord
from tinhso.kernel.text import grouped
from tinhso.services.fees import api as fees
from tinhso.services.notifications import api as notifications
from tinhso.services.post.types import Direction, OrderState

REMINDER = "dossier.supplement_reminder"
FEE_REMINDER = "dossier.fee_reminder"
ANSWER_MOVED, INTAKE_MOVED = "dossier.answer_moved", "dossier.intake_moved"
# No rule names an earlier day (schemas/supplement_rule.json).
_EARLIEST = timedelta(days=61)
Values = dict[str, str]
# What a template needs in Vietnamese, what of it reads otherwise in English, until when the message is of use.
Said = tuple[Values, Values, datetime | None]


def tell_people(*, record: EventRecord, actor: Actor) -> None:
    """Tell whoever filed and the applicant what this event means for them; twice is once."""
    row = Dossier.objects.defer("answers").get(id=UUID(str(record.payload["dossier_id"])))
    if record.name == "dossier.submitted" and row.channel == FilingChannel.COUNTER.value:
        return
    _tell(row, record.name, record.id, _SAID.get(record.name, _nothing)(row, record.payload), actor)


def remind_supplements(*, actor: Actor) -> int:
    """Remind of open supplement requests on the days before their end that the rule names; returns how many."""
    at = now()
    rows = Supplement.objects.filter(state=SupplementState.OPEN, answer_by__gt=at, answer_by__lt=at + _EARLIEST)
    told = 0
    for row in rows.select_related("dossier").defer("dossier__answers").order_by("answer_by"):
        assert row.answer_by is not None
        left = (local(row.answer_by).date() - local(at).date()).days
        rule = supplement_rule(row.dossier.procedure_code, on=local(at).date())
        # The nearest day named that is not past yet; days on which the worker stood still are not made up for.
        nearest = min((day for day in rule.remind_days_before if day >= left), default=None)
        if nearest is not None:
            values, english = _moments("answer_by", row.answer_by)
            said = (values, english, row.answer_by)
            told += _tell(row.dossier, REMINDER, row.id, said, actor, occasion=f"{nearest}")
    return told


def tell_fee_reminder(*, record: EventRecord, actor: Actor) -> None:
    """Tell the people of a dossier that the time to pay runs out; who has paid meanwhile hears nothing."""
    (due,) = fees.dues_by_id([UUID(str(record.payload["due_id"]))])
    if due.pay_by is None or not due.left_vnd:
        return
    row = Dossier.objects.defer("answers").get(id=due.subject[1])
    values, english = _moments("pay_by", due.pay_by)
    said = ({**values, "amount": grouped(due.left_vnd)}, english, due.pay_by)
    _tell(row, FEE_REMINDER, record.id, said, actor)


def tell_answer_moved(row: Dossier, clock: Clock, cause_id: UUID, actor: Actor) -> int:
    """Tell the people of a dossier until when they may answer now that the calendar has changed."""
    values, english = _moments("answer_by", clock.due_at)
    why = {"reason": deadlines.why_moved(clock.id)}
    return _tell(row, ANSWER_MOVED, cause_id, ({**values, **why}, english, clock.due_at), actor)


def tell_intake_moved(row: Dossier, clock: Clock, cause_id: UUID, actor: Actor) -> int:
    """Tell whoever filed online by when the desk answers now; at the counter nobody was told such a date."""
    if row.channel == FilingChannel.COUNTER.value:
        return 0
    values, english = _moments("answer_by", clock.due_at)
    why = {"reason": deadlines.why_moved(clock.id)}
    return _tell(row, INTAKE_MOVED, cause_id, ({**values, **why}, english, clock.due_at), actor)


def tell_of_letter(*, record: EventRecord, actor: Actor) -> None:
    """Tell the people of a dossier of a step of its letter that means something for them; the others are on the page."""
    payload = record.payload
    template = f"dossier.letter_{payload['state']}"
    if payload["direction"] != Direction.RETURN.value or payload["state"] not in _LETTER_STATES:
        return
    row = Dossier.objects.defer("answers").get(id=UUID(str(payload["subject_id"])))
    _tell(row, template, record.id, _waits(row, payload), actor)


_LETTER_STATES = (OrderState.ON_THE_WAY, OrderState.ATTEMPT_FAILED, OrderState.CAME_BACK)


def _tell(row: Dossier, template: str, cause_id: UUID, said: Said, actor: Actor, *, occasion: str = "") -> int:
    values, english, useful_until = said
    known = {"code": row.code, "procedure": row.procedure_title}
    told = 0
    for person_id in _people(row):
        told += notifications.notify(
            template=template,
            person_id=person_id,
            cause_id=cause_id,
            occasion=occasion,
            subject=("dossier", row.id),
            values={**known, **values},
            values_en=english,
            link=reverse("dossiers:detail", args=[row.id]),
            useful_until=useful_until,
            actor=actor,
        )
    return told


def _people(row: Dossier) -> set[UUID]:
    """Whoever filed online, and the applicant; who speaks for an applicant that cannot is told where nobody filed online.

    At the counter and through the post an officer or an agent filed: it is not their dossier.
    """
    people = {row.filed_by_id} if row.filed_by_id and row.channel == FilingChannel.ONLINE.value else set()
    if row.applicant_kind != "person":
        return people
    guardians = identity.guardians_of(row.applicant_id)
    if not guardians:
        return {*people, row.applicant_id}
    return people or set(guardians)


def _nothing(row: Dossier, payload: Mapping[str, object]) -> Said:
    return {}, {}, None


def _moments(name: str, at: datetime) -> tuple[Values, Values]:
    return {name: deadlines.in_words(at)}, {name: f"{local(at):%H:%M, %A %d/%m/%Y}"}


def _submitted(row: Dossier, payload: Mapping[str, object]) -> Said:
    return {"agency": identity.get_agency(row.receiving_agency_id).name}, {}, None


def _due(row: Dossier, payload: Mapping[str, object]) -> Said:
    if row.due_at is None:
        return {"due": "trong buổi"}, {"due": "at once"}, None
    return (*_moments("due", row.due_at), None)


def _moved(row: Dossier, payload: Mapping[str, object]) -> Said:
    """The date that holds now, the one that the applicant had been told, and why."""
    values, english, until = _due(row, payload)
    was, was_english = _moments("was", datetime.fromisoformat(str(payload["old_due_at"])))
    clock = deadlines.find_clock(("dossier", row.id), ClockKind.PROCESSING)
    why = {"reason": deadlines.why_moved(clock.id) if clock is not None else ""}
    return {**values, **was, **why}, {**english, **was_english}, until


def _asked(row: Dossier, payload: Mapping[str, object]) -> Said:
    until = datetime.fromisoformat(str(payload["answer_by"]))
    values, english = _moments("answer_by", until)
    return {**values, "count": str(payload["items"])}, english, until


def _fee_asked(row: Dossier, payload: Mapping[str, object]) -> Said:
    until = datetime.fromisoformat(str(payload["pay_by"]))
    values, english = _moments("pay_by", until)
    return {**values, "amount": grouped(int(str(payload["amount_vnd"])))}, english, until


def _extended(row: Dossier, payload: Mapping[str, object]) -> Said:
    return (*_moments("appointed", datetime.fromisoformat(str(payload["appointed_at"]))), None)


def _finished(row: Dossier, payload: Mapping[str, object]) -> Said:
    if row.return_method == ReturnMethod.ONLINE.value:
        return {"place": "Kết quả điện tử có trong kho giấy tờ của bạn."}, {"place": "It is in your documents."}, None
    if row.return_method == ReturnMethod.POSTAL.value:
        return {"place": "Bưu tá sẽ giao đến địa chỉ bạn đã ghi."}, {"place": "The post will bring it to you."}, None
    name = identity.get_agency(row.returning_agency_id).name
    return {"place": f"Nơi trả: {name}."}, {"place": f"Collect it at: {name}."}, None


def _waits(row: Dossier, payload: Mapping[str, object]) -> Said:
    name = identity.get_agency(row.returning_agency_id).name
    return {"place": name}, {"place": name}, None


_SAID: Mapping[str, Callable[[Dossier, Mapping[str, object]], Said]] = {
    "dossier.submitted": _submitted,
    "dossier.accepted": _due,
    "dossier.due_moved": _moved,
    "dossier.supplement_asked": _asked,
    "dossier.extended": _extended,
    "dossier.fee_asked": _fee_asked,
    "dossier.finished": _finished,
    "dossier.result_unclaimed": _waits,
}
