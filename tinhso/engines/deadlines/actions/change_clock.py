"""Everything that may happen to an open clock: lock, check, advance, write, tell."""

from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.engines.deadlines import queries
from tinhso.engines.deadlines.actions.recompute import refresh
from tinhso.engines.deadlines.actions.record import cleaned_reason, put, tell, write_line
from tinhso.engines.deadlines.domain.punctuality import classify
from tinhso.engines.deadlines.domain.reckoning import Act, Reckoning, advance, check, told_in_time
from tinhso.engines.deadlines.domain.rules import term_text
from tinhso.engines.deadlines.errors import ClockNotFound
from tinhso.engines.deadlines.events import (
    ClockCancelled,
    ClockEvent,
    ClockFinished,
    ClockPaused,
    ClockProlonged,
    ClockReappointed,
    ClockReopened,
    ClockReset,
    ClockResumed,
)
from tinhso.engines.deadlines.models import ClockRow
from tinhso.engines.deadlines.types import ActKind, Clock, CountingRule
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row

EVENTS: dict[ActKind, type[ClockEvent]] = {
    ActKind.PAUSED: ClockPaused,
    ActKind.RESUMED: ClockResumed,
    ActKind.RESET: ClockReset,
    ActKind.PROLONGED: ClockProlonged,
    ActKind.REAPPOINTED: ClockReappointed,
    ActKind.FINISHED: ClockFinished,
    ActKind.CANCELLED: ClockCancelled,
    ActKind.REOPENED: ClockReopened,
}
# Acts that take the dates as they stand and count on from them: these must first be those of today's calendar.
COUNTS_ON = (ActKind.RESUMED, ActKind.PROLONGED, ActKind.REAPPOINTED)


@transaction.atomic
def change_clock(*, clock_id: UUID, act: Act, reason: str, actor: Actor) -> Clock:
    row = lock_row(ClockRow.objects.filter(id=clock_id)).first()
    if row is None:
        raise ClockNotFound("Không có thời hạn này.")
    kept_reason = cleaned_reason(reason, required=act.kind is not ActKind.FINISHED)
    calendar = reference.get_calendar(row.agency_code or None)
    rule = queries.rule_of(row.rule_id)
    check(queries.reckoning_of(row), act, calendar, rule)
    if act.kind in COUNTS_ON:
        refresh(row, calendar, at=act.at, actor=actor)
    before = queries.reckoning_of(row)
    check(before, act, calendar, rule)
    after = advance(before, act, queries.terms_of(row), calendar, rule)
    put(row, after, calendar if act.kind is ActKind.RESET else None)
    row.last_seq += 1
    row.save()
    more = _more(before, act, row, calendar, rule)
    write_line(row, act, reason=kept_reason, actor=actor, detail=_detail(act) | more)
    tell(EVENTS[act.kind], row, act, actor, **more)
    return queries.clock_of(row)


def _detail(act: Act) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if act.term is not None:
        detail["term"] = term_text(act.term)
    if act.due_at is not None:
        detail["due_at"] = queries.utc(act.due_at).isoformat()
    return detail


def _more(before: Reckoning, act: Act, row: ClockRow, calendar: Calendar, rule: CountingRule) -> dict[str, Any]:
    if act.kind is ActKind.REAPPOINTED:
        return {"told_in_time": told_in_time(before, act.at, calendar, rule)}
    if act.kind is ActKind.FINISHED:
        return {"punctuality": classify(due_at=row.due_at, now=act.at, finished_at=act.at).value}
    return {}
