"""What a changed calendar moves: to look at first, then to write."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.engines.deadlines import queries
from tinhso.engines.deadlines.actions.record import cleaned_reason, put, tell, write_line
from tinhso.engines.deadlines.domain.reckoning import Act, Reckoning, replay
from tinhso.engines.deadlines.events import ClockMoved
from tinhso.engines.deadlines.models import OPEN, ClockRow, LedgerRow
from tinhso.engines.deadlines.types import ActKind, CalendarChange, ClockKind, ClockMove, ClockState
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row

CHUNK = 500


def preview_calendar_change(*, calendar_code: str, tried: Sequence[Calendar]) -> CalendarChange:
    """The moves, nothing written. `tried`: the calendar and those that extend it, as they would be; with none, each clock
    is counted by the calendar its agency has now."""
    looked_at, moves = 0, []
    calendars = _Calendars(tried)
    for rows in _chunks(calendar_code):
        looked_at += len(rows)
        for row, after in _replayed(rows, calendars):
            move = _move(row, after)
            if move is not None:
                moves.append(move)
    return CalendarChange(calendar_code=calendar_code, looked_at=looked_at, moves=tuple(moves))


def recompute(*, calendar_code: str, reason: str, at: datetime, actor: Actor) -> CalendarChange:
    """Write the moves, in transactions of some hundred clocks; run again after a break it goes on where it stopped."""
    kept_reason = cleaned_reason(reason, required=True)
    looked_at, moves = 0, []
    calendars = _Calendars(())
    for rows in _chunks(calendar_code):
        looked_at += len(rows)
        with transaction.atomic():
            locked = lock_row(ClockRow.objects.filter(id__in=[row.id for row in rows], state__in=OPEN).order_by("id"))
            for row, after in _replayed(list(locked), calendars):
                move = _write(row, after, calendars.of(row), reason=kept_reason, at=at, actor=actor)
                if move is not None:
                    moves.append(move)
    return CalendarChange(calendar_code=calendar_code, looked_at=looked_at, moves=tuple(moves))


def refresh(row: ClockRow, calendar: Calendar, *, at: datetime, actor: Actor) -> None:
    """Bring one locked clock to its agency's calendar of today before an act that counts on from its dates."""
    if row.calendar_version == calendar.version:
        return
    for _, after in _replayed([row], _Calendars((), only=calendar)):
        _write(row, after, calendar, reason="Lịch làm việc của cơ quan đã thay đổi.", at=at, actor=actor)


class _Calendars:
    """The calendar of each clock's agency, looked up once a run; or those that are tried out in place of the clocks' own,
    or one for all."""

    def __init__(self, tried: Sequence[Calendar], *, only: Calendar | None = None) -> None:
        self._tried = {calendar.code: calendar for calendar in tried}
        self._only = only
        self._known: dict[str, Calendar] = {}

    def of(self, row: ClockRow) -> Calendar:
        if self._only is not None:
            return self._only
        if row.calendar_code in self._tried:
            return self._tried[row.calendar_code]
        if row.agency_code not in self._known:
            self._known[row.agency_code] = reference.get_calendar(row.agency_code or None)
        return self._known[row.agency_code]


def _chunks(calendar_code: str) -> Iterator[list[ClockRow]]:
    """The open clocks of the calendar and of those that extend it: a holiday of the one is a holiday of the others."""
    codes = (calendar_code, *(one.code for one in reference.calendars_extending(calendar_code)))
    ids = list(queries.open_rows(codes).values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield list(ClockRow.objects.filter(id__in=ids[start : start + CHUNK], state__in=OPEN).order_by("id"))


def _replayed(rows: Sequence[ClockRow], calendars: _Calendars) -> Iterator[tuple[ClockRow, Reckoning]]:
    stale = [row for row in rows if row.calendar_version != calendars.of(row).version]
    acts = _acts([row.id for row in stale])
    for row in stale:
        yield row, replay(acts[row.id], queries.terms_of(row), calendars.of(row), queries.rule_of(row.rule_id))


def _acts(clock_ids: Iterable[UUID]) -> dict[UUID, list[Act]]:
    acts: dict[UUID, list[Act]] = defaultdict(list)
    for line in LedgerRow.objects.filter(clock_id__in=list(clock_ids)).order_by("clock_id", "seq"):
        acts[line.clock_id].append(queries.act_of(line))
    return acts


def _move(row: ClockRow, after: Reckoning) -> ClockMove | None:
    old = (row.due_at, row.statutory_due_at, row.reappointed_due_at)
    if old == (after.due_at, after.statutory.at, after.reappointed_at):
        return None
    return ClockMove(
        clock_id=row.id,
        subject=(row.subject_kind, row.subject_id),
        kind=ClockKind(row.kind),
        state=ClockState(row.state),
        old_due_at=queries.utc(row.due_at),
        new_due_at=queries.utc(after.due_at),
        old_appointed_at=queries.utc(row.reappointed_due_at or row.due_at),
        new_appointed_at=queries.utc(after.appointed_at),
    )


def _write(
    row: ClockRow, after: Reckoning, calendar: Calendar, *, reason: str, at: datetime, actor: Actor
) -> ClockMove | None:
    move = _move(row, after)
    last_act_at = row.last_act_at
    put(row, replace(after, last_act_at=last_act_at), calendar)
    if move is None:
        row.save()
        return None
    row.last_seq += 1
    row.save()
    act = Act(kind=ActKind.RECOMPUTED, at=at)
    detail: dict[str, Any] = {"calendar_version": calendar.version, "old_due_at": move.old_due_at.isoformat()}
    write_line(row, act, reason=reason, actor=actor, detail=detail)
    tell(
        ClockMoved,
        row,
        act,
        actor,
        calendar_code=calendar.code,
        old_due_at=move.old_due_at,
        old_appointed_at=move.old_appointed_at,
        letter_due=move.letter_due,
    )
    return move
