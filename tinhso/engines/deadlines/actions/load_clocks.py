"""Write many clocks at once, row for row what the live path writes."""

from collections.abc import Sequence

from django.db import transaction

from tinhso.engines.deadlines.actions.record import event_after, line_after, put
from tinhso.engines.deadlines.actions.start_clock import stored_rule
from tinhso.engines.deadlines.domain.punctuality import classify
from tinhso.engines.deadlines.domain.reckoning import Act, Terms, advance, begin, check
from tinhso.engines.deadlines.domain.rules import term_text
from tinhso.engines.deadlines.events import ClockEvent, ClockFinished, ClockStarted
from tinhso.engines.deadlines.models import ClockRow, LedgerRow
from tinhso.engines.deadlines.queries import clock_of
from tinhso.engines.deadlines.types import ActKind, Clock, ClockLoad, CountingRule
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor

BATCH = 2000


@transaction.atomic
def load_clocks(
    *, loads: Sequence[ClockLoad], rule: CountingRule, actor: Actor
) -> tuple[tuple[Clock, tuple[ClockEvent, ...]], ...]:
    rule_id = stored_rule(rule)
    calendars = {code: reference.get_calendar(code or None) for code in {load.agency_code for load in loads}}
    rows: list[ClockRow] = []
    lines: list[LedgerRow] = []
    events: list[tuple[ClockEvent, ...]] = []
    for load in loads:
        row, written, told = _one(load, rule_id, calendars[load.agency_code], rule, actor)
        rows.append(row)
        lines += written
        events.append(told)
    ClockRow.objects.bulk_create(rows, batch_size=BATCH)
    LedgerRow.objects.bulk_create(lines, batch_size=BATCH)
    return tuple((clock_of(row), told) for row, told in zip(rows, events, strict=True))


def _one(
    load: ClockLoad, rule_id: str, calendar: Calendar, rule: CountingRule, actor: Actor
) -> tuple[ClockRow, list[LedgerRow], tuple[ClockEvent, ...]]:
    terms = Terms(kind=load.kind, statutory=load.term, committed=load.committed_term)
    state = begin(load.started_at, terms, calendar, rule)
    row = ClockRow(
        subject_kind=load.subject[0],
        subject_id=load.subject[1],
        kind=load.kind.value,
        key=load.key,
        agency_code=load.agency_code,
        rule_id=rule_id,
        term=term_text(load.term),
        committed_term=term_text(load.committed_term),
        started_at=load.started_at,
        last_seq=1,
    )
    put(row, state, calendar)
    started = Act(kind=ActKind.STARTED, at=load.started_at)
    lines = [line_after(row, started, reason="", actor=actor, detail={})]
    events: list[ClockEvent] = [event_after(ClockStarted, row, started)]
    if load.finished_at is not None:
        finished = Act(kind=ActKind.FINISHED, at=load.finished_at)
        check(state, finished, calendar, rule)
        put(row, advance(state, finished, terms, calendar, rule), None)
        row.last_seq = 2
        more = {"punctuality": classify(due_at=row.due_at, now=finished.at, finished_at=finished.at).value}
        lines.append(line_after(row, finished, reason="", actor=actor, detail=dict(more)))
        events.append(event_after(ClockFinished, row, finished, **more))
    return row, lines, tuple(events)
