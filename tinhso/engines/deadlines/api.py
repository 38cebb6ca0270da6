"""Deadlines for other modules: compute, start, pause, resume, reset, prolong, re-appoint, finish, explain, recompute.

Who may do what is the caller's to decide before it calls: a clock's subject is opaque here. Every function that
writes does so in one transaction (its own or the caller's), locks the clock, and on refusal writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tinhso.engines.deadlines import naming, queries
from tinhso.engines.deadlines.actions.change_clock import change_clock
from tinhso.engines.deadlines.actions.load_clocks import load_clocks as _load_clocks
from tinhso.engines.deadlines.actions.recompute import preview_calendar_change as _preview
from tinhso.engines.deadlines.actions.recompute import recompute as _recompute
from tinhso.engines.deadlines.actions.start_clock import start_clock as _start_clock
from tinhso.engines.deadlines.domain import measure, wording
from tinhso.engines.deadlines.domain.punctuality import classify as _classify
from tinhso.engines.deadlines.domain.reckoning import Act, replay
from tinhso.engines.deadlines.domain.rules import rule_from
from tinhso.engines.deadlines.domain.story import explain_handover, tell_story
from tinhso.engines.deadlines.errors import NoCountingRule
from tinhso.engines.deadlines.events import ClockEvent
from tinhso.engines.deadlines.models import OPEN, ClockRow
from tinhso.engines.deadlines.types import (
    ActKind,
    CalendarChange,
    Clock,
    ClockKind,
    ClockLoad,
    CountingRule,
    Due,
    LedgerLine,
    Punctuality,
    SubjectRef,
    Term,
    TermUnit,
    WorkingWindow,
)
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Calendar
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today

__all__ = [
    "apology_by",
    "cancel_clock",
    "check_rule",
    "classify",
    "compute_due",
    "compute_handover",
    "current_rule",
    "day_in_words",
    "explain",
    "extend_clock",
    "find_clock",
    "finish_clock",
    "get_clock",
    "get_clocks",
    "get_clocks_of",
    "get_rule",
    "get_rule_version",
    "hand_clocks_over",
    "in_words",
    "is_within",
    "list_due",
    "list_ledger",
    "load_clocks",
    "may_reappoint",
    "name_subjects",
    "names_of",
    "office_minutes_between",
    "pause_clock",
    "preview_calendar_change",
    "prolong_clock",
    "punctuality_of",
    "recompute",
    "reopen_clock",
    "reset_clock",
    "resume_clock",
    "start_clock",
    "term_in_words",
    "working_window",
]


# Rules


def get_rule(code: str | None = None, *, on: date | None = None) -> CountingRule:
    """The counting rule in force that day (today when not said): the one named, else the only or default one.
    Raises NoCountingRule."""
    versions = definitions.list_current("counting_rule", on=on or today())
    if code is not None:
        versions = tuple(version for version in versions if version.code == code)
    elif len(versions) > 1:
        versions = tuple(version for version in versions if version.body.get("default"))
    if len(versions) != 1:
        raise NoCountingRule(f"Chưa có cách đếm thời hạn có hiệu lực ngày {(on or today()):%d/%m/%Y}.")
    return rule_from(versions[0].body, versions[0].id)


def current_rule(*, on: date | None = None) -> CountingRule:
    """The one-stop's counting rule in force that day: `get_rule` without a code. Raises NoCountingRule."""
    return get_rule(on=on)


def get_rule_version(version_id: UUID) -> CountingRule:
    """The counting rule that a dossier pinned. Raises NoDefinition."""
    return rule_from(definitions.get_version(version_id).body, version_id)


def check_rule(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with a counting rule's definition beyond its schema."""
    try:
        rule_from(body)
    except ValueError as wrong:
        return [f"cách đếm không dùng được: {wrong}"]
    return []


# Pure arithmetic and words


def compute_due(*, start: datetime, term: Term, calendar: Calendar, rule: CountingRule) -> Due:
    """When `term` counted from `start` ends (aware UTC), and why in Vietnamese. Pure."""
    due = wording.explain_due(start=start, term=term, calendar=calendar, rule=rule)
    return Due(at=due.at.astimezone(UTC), explanation=due.explanation)


def compute_handover(*, received_at: datetime, calendar: Calendar, rule: CountingRule) -> Due:
    """By when what came in at `received_at` goes to who decides: the same day, or after the cut-off the start of the
    next working day. Pure."""
    received = Act(kind=ActKind.STARTED, at=received_at)
    due = explain_handover(received_at=received, calendar=calendar, rule=rule)
    return Due(at=due.at.astimezone(UTC), explanation=due.explanation)


def classify(*, due_at: datetime, finished_at: datetime) -> Punctuality:
    """Early (on a day before), on time, or late (after the due minute). Pure."""
    return _classify(due_at=due_at, now=finished_at, finished_at=finished_at)


def punctuality_of(clock: Clock, *, at: datetime | None = None) -> Punctuality:
    """Early, on time or late when finished; otherwise within or overdue at `at` (now), a paused one as it was
    paused."""
    return _classify(due_at=clock.due_at, now=at or now(), finished_at=clock.finished_at, paused_at=clock.paused_at)


def in_words(at: datetime) -> str:
    """The one way an instant is told: "16 giờ 30 phút, thứ Tư ngày 25/11/2026"."""
    return wording.in_words(at)


def day_in_words(day: date) -> str:
    """The one way a day is told: "thứ Tư ngày 25/11/2026"."""
    return wording.day_in_words(day)


def term_in_words(term: Term) -> str:
    """A term: "15 ngày làm việc", "8 giờ làm việc", "trong ngày làm việc"."""
    return wording.term_in_words(term)


def working_window(*, start: datetime, days: int, calendar: Calendar) -> WorkingWindow:
    """From `start` to the close of the `days`-th working day after it: "late within three working days". Pure."""
    last = calendar.next_working(calendar.local(start).date(), days)
    return WorkingWindow(start=start, end=calendar.closes_at(last).astimezone(UTC), last_day=last)


def office_minutes_between(start: datetime, end: datetime, *, calendar: Calendar) -> int:
    """Office minutes in [start, end) on a calendar, cut to the minute; 0 when `end` is not later. Pure."""
    return measure.office_minutes_between(start, end, calendar)


# Clocks


def start_clock(
    *,
    subject: SubjectRef,
    kind: ClockKind,
    key: str = "",
    term: Term | None = None,
    started_at: datetime,
    agency_code: str,
    rule: CountingRule,
    committed_term: Term | None = None,
    actor: Actor,
) -> Clock:
    """Start a clock for `subject`, counted on the agency's calendar ("" = the default one). `key` tells clocks of
    one kind apart (a step's code). `term` is needed but for a hand-over, which the rule's cut-off decides.

    Raises ClockAlreadyOpen (one open clock a subject, kind and key), BadTerm (none, or a promise longer than the law).
    """
    return _start_clock(
        subject=subject,
        kind=kind,
        key=key,
        term=term,
        committed_term=committed_term,
        started_at=started_at,
        agency_code=agency_code,
        rule=rule,
        actor=actor,
    )


def load_clocks(
    *, loads: Sequence[ClockLoad], rule: CountingRule, actor: Actor
) -> tuple[tuple[Clock, tuple[ClockEvent, ...]], ...]:
    """Write many clocks in one transaction, row for row what starting (and finishing) each would write, in that order.

    The events that the live path would have published are returned, not published: the loader writes them in bulk.
    """
    return _load_clocks(loads=loads, rule=rule, actor=actor)


def pause_clock(*, clock_id: UUID, at: datetime, reason: str, actor: Actor) -> Clock:
    """Stop counting at that minute. Raises ClockPaused, ClockEnded, BadMoment, ReasonMissing, ClockNotFound."""
    return _change(clock_id, Act(kind=ActKind.PAUSED, at=at), reason, actor)


def resume_clock(*, clock_id: UUID, at: datetime, reason: str, actor: Actor) -> Clock:
    """Count on what was left, from the next opening. Raises ClockNotPaused, ClockEnded, BadMoment, ReasonMissing."""
    return _change(clock_id, Act(kind=ActKind.RESUMED, at=at), reason, actor)


def reset_clock(*, clock_id: UUID, at: datetime, reason: str, actor: Actor) -> Clock:
    """Count the whole term again from `at`, running or paused; a re-appointment falls away. Raises ClockEnded,
    BadMoment."""
    return _change(clock_id, Act(kind=ActKind.RESET, at=at), reason, actor)


def prolong_clock(*, clock_id: UUID, by: Term, at: datetime, reason: str, actor: Actor) -> Clock:
    """Add a term that the law of the matter allows: the due date itself moves. Raises ClockPaused, ClockEnded."""
    return _change(clock_id, Act(kind=ActKind.PROLONGED, at=at, term=by), reason, actor)


def extend_clock(*, clock_id: UUID, due_at: datetime, at: datetime, reason: str, actor: Actor) -> Clock:
    """Apologise and re-appoint (form 04): `appointed_at` moves, `due_at` never does. As often as the rule allows.

    Raises ReappointedTooOften, BadMoment (not later than the present appointment, or outside office hours),
    ClockPaused.
    """
    return _change(clock_id, Act(kind=ActKind.REAPPOINTED, at=at, due_at=due_at), reason, actor)


def finish_clock(*, clock_id: UUID, at: datetime, reason: str = "", actor: Actor) -> Clock:
    """What was measured is done. Raises ClockPaused (resume or cancel first), ClockEnded, BadMoment."""
    return _change(clock_id, Act(kind=ActKind.FINISHED, at=at), reason, actor)


def cancel_clock(*, clock_id: UUID, at: datetime, reason: str, actor: Actor) -> Clock:
    """What was measured will not be done (withdrawn, returned): neither early nor late. Raises ClockEnded."""
    return _change(clock_id, Act(kind=ActKind.CANCELLED, at=at), reason, actor)


def reopen_clock(*, clock_id: UUID, at: datetime, reason: str, actor: Actor) -> Clock:
    """The act that finished it was undone: it runs on, its dates as they were; the ledger keeps both lines.

    Raises ClockNotFinished, BadMoment, ReasonMissing.
    """
    return _change(clock_id, Act(kind=ActKind.REOPENED, at=at), reason, actor)


def hand_clocks_over(*, subjects: Iterable[SubjectRef], agencies: Mapping[str, str], actor: Actor) -> int:
    """Open clocks that an ended agency's calendar counts are counted by its heir's (old code → new) from the next act on.

    Dates stay as they were promised. For a reform of agencies; the audit row is the caller's.
    """
    moved = 0
    for kind, key in subjects:
        rows = ClockRow.objects.filter(subject_kind=kind, subject_id=key, state__in=OPEN, agency_code__in=agencies)
        for row in rows:
            moved += ClockRow.objects.filter(id=row.id).update(agency_code=agencies[row.agency_code])
    return moved


def _change(clock_id: UUID, act: Act, reason: str, actor: Actor) -> Clock:
    return change_clock(clock_id=clock_id, act=act, reason=reason, actor=actor)


# Reads


def get_clock(clock_id: UUID) -> Clock:
    """The clock as it stands. Raises ClockNotFound."""
    return queries.clock_of(queries.row_of(clock_id))


def get_clocks(subject: SubjectRef) -> tuple[Clock, ...]:
    """Every clock of a subject, oldest first, ended ones too."""
    return tuple(queries.clock_of(row) for row in queries.clock_rows([subject]))


def get_clocks_of(subjects: Iterable[SubjectRef]) -> Mapping[SubjectRef, tuple[Clock, ...]]:
    """As `get_clocks` for many subjects, in one query; a subject without clocks has an empty tuple."""
    wanted = list(subjects)
    found: dict[SubjectRef, list[Clock]] = {subject: [] for subject in wanted}
    for row in queries.clock_rows(wanted):
        found.get((row.subject_kind, row.subject_id), []).append(queries.clock_of(row))
    return {subject: tuple(clocks) for subject, clocks in found.items()}


def find_clock(subject: SubjectRef, kind: ClockKind, key: str = "") -> Clock | None:
    """The latest clock of that kind and key, open or ended; None when there never was one."""
    row = queries.clock_rows([subject]).filter(kind=kind.value, key=key).last()
    return queries.clock_of(row) if row is not None else None


def apology_by(clock: Clock) -> datetime:
    """Until when an apology for missing the clock's due date is early enough by its rule: the close of that day."""
    row = queries.row_of(clock.id)
    calendar = reference.get_calendar(row.agency_code or None)
    notice = queries.rule_of(row.rule_id).reappoint_notice_days
    last = calendar.local(clock.due_at).date()
    return calendar.closes_at(calendar.previous_working(last, notice) if notice else last).astimezone(UTC)


def may_reappoint(clock: Clock) -> bool:
    """Whether the rule still allows a new appointment with an apology."""
    return clock.reappointments < queries.rule_of(queries.row_of(clock.id).rule_id).max_reappointments


def is_within(clock: Clock, *, before: Term, at: datetime) -> bool:
    """Whether `at` is no further than `before` from the clock's due time: so many working days before its day, from
    that day's beginning, or so many office hours. A due time that has passed is within. Terms in these two units only.
    """
    calendar = reference.get_calendar(clock.agency_code or None)
    if at >= clock.due_at:
        return True
    if before.unit is TermUnit.HOURS:
        return measure.office_minutes_between(at, clock.due_at, calendar) <= before.value * 60
    if before.unit is not TermUnit.WORKING_DAYS:
        raise ValueError("a warning comes working days or hours before")
    first = calendar.previous_working(calendar.local(clock.due_at).date(), before.value)
    return calendar.local(at).date() >= first


def list_due(
    *, kind: ClockKind, before: datetime, since: datetime | None = None, limit: int = 200
) -> tuple[Clock, ...]:
    """Running clocks of a kind due before an instant (and not before `since`), soonest first."""
    rows = ClockRow.objects.filter(kind=kind.value, due_at__lt=before, state__in=OPEN).order_by("due_at")
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    return tuple(queries.clock_of(row) for row in rows.exclude(state="paused")[:limit])


def list_ledger(clock_id: UUID) -> tuple[LedgerLine, ...]:
    """Everything that was done to a clock, in order."""
    return tuple(queries.line_of(row) for row in queries.ledger_rows(clock_id))


def why_moved(clock_id: UUID) -> str:
    """What whoever changed the calendar said of it, the last time that it moved this clock; "" when none did."""
    moved = queries.ledger_rows(clock_id).filter(act=ActKind.RECOMPUTED.value).last()
    return moved.reason if moved is not None else ""


def explain(clock_id: UUID) -> tuple[str, ...]:
    """In Vietnamese, sentence by sentence, why the clock is due when it is. Raises ClockNotFound."""
    row = queries.row_of(clock_id)
    ledger = list(queries.ledger_rows(clock_id))
    acts = [queries.act_of(line) for line in ledger]
    calendar = reference.get_calendar(row.agency_code or None)
    rule, terms = queries.rule_of(row.rule_id), queries.terms_of(row)
    told = tell_story(
        terms=terms, lines=[queries.line_of(line) for line in ledger], acts=acts, calendar=calendar, rule=rule
    )
    if row.calendar_version != calendar.version and replay(acts, terms, calendar, rule).due_at != row.due_at:
        kept = in_words(row.due_at)
        told += (f"Lịch làm việc đã thay đổi sau khi ấn định; hạn đã báo ({kept}) giữ nguyên cho đến khi tính lại.",)
    return told


# A changed calendar


def preview_calendar_change(
    *, calendar_code: str, calendar: Calendar | None = None, followers: Sequence[Calendar] = ()
) -> CalendarChange:
    """What would move if `calendar` (not yet applied; today's when not given) counted every open clock of the calendar
    named, `followers` those of calendars that extend it, and whose letters would be due. Writes nothing."""
    return _preview(calendar_code=calendar_code, tried=(calendar, *followers) if calendar is not None else ())


def name_subjects(kind: str, names: naming.Names) -> None:
    """The owner of subjects of this kind tells at start how people call them: id → name, asked for many at once."""
    naming.register(kind, names)


def names_of(subjects: Iterable[SubjectRef]) -> dict[SubjectRef, str]:
    """How people call these subjects; where nobody names them, kind and id."""
    return naming.names_of(subjects)


def recompute(*, calendar_code: str, reason: str, at: datetime | None = None, actor: Actor) -> CalendarChange:
    """Count every open clock of that calendar, and of those that extend it, again by the calendar its agency has now;
    publishes `clock.moved` for each that moves. Safe to run again. Raises ReasonMissing."""
    return _recompute(calendar_code=calendar_code, reason=reason, at=at or now(), actor=actor)
