"""Writing a reckoning into its row, its ledger line and its event: the end of every act."""

from typing import Any

from tinhso.engines.deadlines.domain.reckoning import Act, Reckoning
from tinhso.engines.deadlines.errors import ReasonMissing
from tinhso.engines.deadlines.events import ClockEvent
from tinhso.engines.deadlines.models import ClockRow, LedgerRow
from tinhso.engines.deadlines.queries import utc
from tinhso.engines.deadlines.types import ActKind
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean

REASON_LENGTH = 1000


def cleaned_reason(reason: str, *, required: bool) -> str:
    """The reason as it is kept. Raises ReasonMissing when a required one is blank."""
    text = clean(reason)
    if required and not text:
        raise ReasonMissing("Cần ghi lý do.", fields={"/reason": "Nhập lý do."})
    if len(text) > REASON_LENGTH:
        raise ReasonMissing("Lý do quá dài.", fields={"/reason": f"Viết tối đa {REASON_LENGTH} ký tự."})
    return text


def put(row: ClockRow, state: Reckoning, calendar: Calendar | None) -> None:
    """Copy a reckoning into its row, unsaved; with the calendar that its dates were counted by when they were."""
    row.state = state.state.value
    row.counted_from = state.counted_from
    row.due_at = state.due_at
    row.statutory_due_at = state.statutory.at
    row.statutory_last_on = state.statutory.last_day
    row.committed_due_at = state.committed.at if state.committed else None
    row.committed_last_on = state.committed.last_day if state.committed else None
    row.reappointed_due_at = state.reappointed_at
    row.reappointments = state.reappointments
    row.paused_at = state.paused_at
    row.finished_at = state.finished_at
    row.last_act_at = state.last_act_at
    if calendar is not None:
        row.calendar_code = calendar.code
        row.calendar_version = calendar.version


def line_after(row: ClockRow, act: Act, *, reason: str, actor: Actor, detail: dict[str, Any]) -> LedgerRow:
    """The ledger line of an act, with the dates that the row holds after it, unsaved."""
    return LedgerRow(
        clock=row,
        seq=row.last_seq,
        act=act.kind.value,
        at=act.at,
        recorded_at=now(),
        reason=reason,
        person_id=actor.person_id,
        post_id=actor.post_id,
        channel=actor.channel.value,
        statutory_due_at=row.statutory_due_at,
        committed_due_at=row.committed_due_at,
        reappointed_due_at=row.reappointed_due_at,
        detail=detail,
    )


def write_line(row: ClockRow, act: Act, *, reason: str, actor: Actor, detail: dict[str, Any]) -> None:
    """Write the ledger line of an act."""
    line_after(row, act, reason=reason, actor=actor, detail=detail).save(force_insert=True)


def event_after(kind: type[ClockEvent], row: ClockRow, act: Act, **more: Any) -> ClockEvent:
    """The event of an act, with the dates that the row holds after it."""
    return kind(
        clock_id=row.id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        kind=row.kind,
        key=row.key,
        at=utc(act.at),
        due_at=utc(row.due_at),
        statutory_due_at=utc(row.statutory_due_at),
        appointed_at=utc(row.reappointed_due_at or row.due_at),
        **more,
    )


def tell(kind: type[ClockEvent], row: ClockRow, act: Act, actor: Actor, **more: Any) -> None:
    """Publish the act's event."""
    event = event_after(kind, row, act, **more)
    publish(event, aggregate=("clock", row.id), actor=actor, is_first=act.kind is ActKind.STARTED)
