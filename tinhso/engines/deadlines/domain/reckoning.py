"""A clock's life as a fold over its acts: the same acts on another calendar give the dates that calendar would have
given."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from tinhso.engines.deadlines.domain.due import Reached, end_of, prolong, reach, reach_handover
from tinhso.engines.deadlines.domain.measure import (
    add_office_minutes,
    add_working_days,
    begins_span,
    next_opening,
    office_minutes_between,
    working_days_left,
)
from tinhso.engines.deadlines.errors import (
    BadMoment,
    BadTerm,
    ClockEnded,
    ClockNotFinished,
    ClockNotPaused,
    ClockPaused,
    ReappointedTooOften,
)
from tinhso.engines.deadlines.types import ActKind, ClockKind, ClockState, CountingRule, Term, TermUnit
from tinhso.foundation.reference.types import Calendar


@dataclass(frozen=True, kw_only=True)
class Act:
    """What was done to a clock and when. `term` goes with a prolongation, `due_at` with a re-appointment."""

    kind: ActKind
    at: datetime
    term: Term | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a clock counts: the law's term, what the province promised, neither for a hand-over."""

    kind: ClockKind
    statutory: Term | None
    committed: Term | None


@dataclass(frozen=True, slots=True)
class Running:
    """Where one of a clock's terms ends now; `last_day` = as counted, before a day off moved it."""

    unit: TermUnit
    at: datetime
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """A clock as its acts left it."""

    state: ClockState
    started_at: datetime
    counted_from: datetime
    statutory: Running
    committed: Running | None
    reappointed_at: datetime | None = None
    paused_at: datetime | None = None
    finished_at: datetime | None = None
    reappointments: int = 0
    last_act_at: datetime

    @property
    def due_at(self) -> datetime:
        return self.committed.at if self.committed else self.statutory.at

    @property
    def appointed_at(self) -> datetime:
        return self.reappointed_at or self.due_at


def begin(at: datetime, terms: Terms, calendar: Calendar, rule: CountingRule) -> Reckoning:
    """A clock started at `at`. Raises BadTerm without a term, or when the promise would end after the law's term."""
    statutory, committed = _count(at, terms, calendar, rule)
    return Reckoning(
        state=ClockState.RUNNING,
        started_at=at,
        counted_from=at,
        statutory=statutory,
        committed=committed,
        last_act_at=at,
    )


def check(now: Reckoning, act: Act, calendar: Calendar, rule: CountingRule) -> None:
    """Raise unless the act is allowed on the clock as it stands. Nothing is changed here or by a refusal."""
    if act.kind is ActKind.REOPENED:
        if now.state is not ClockState.FINISHED:
            raise ClockNotFinished("Chỉ mở lại được thời hạn đã kết thúc vì việc đã xong.")
    elif now.state in (ClockState.FINISHED, ClockState.CANCELLED):
        raise ClockEnded("Thời hạn này đã kết thúc, không ghi thêm được.")
    if act.at < now.last_act_at:
        raise BadMoment("Thời điểm ghi nhận sớm hơn lần ghi nhận trước.", fields={"/at": "Chọn thời điểm muộn hơn."})
    if act.kind is ActKind.RESUMED and now.state is not ClockState.PAUSED:
        raise ClockNotPaused("Thời hạn đang chạy, không phải đang tạm dừng.")
    needs_running = (ActKind.PAUSED, ActKind.PROLONGED, ActKind.REAPPOINTED, ActKind.FINISHED)
    if act.kind in needs_running and now.state is ClockState.PAUSED:
        raise ClockPaused("Thời hạn đang tạm dừng.")
    if act.kind is ActKind.REAPPOINTED:
        _check_reappointment(now, act, calendar, rule)


def _check_reappointment(now: Reckoning, act: Act, calendar: Calendar, rule: CountingRule) -> None:
    if now.reappointments >= rule.max_reappointments:
        raise ReappointedTooOften(f"Chỉ được hẹn lại tối đa {rule.max_reappointments} lần.")
    if act.due_at is None or act.due_at <= max(now.appointed_at, act.at):
        raise BadMoment("Ngày hẹn lại phải sau ngày hẹn đang có.", fields={"/due_at": "Chọn ngày muộn hơn."})
    if not calendar.is_open(act.due_at):
        raise BadMoment("Ngày hẹn lại phải trong giờ làm việc.", fields={"/due_at": "Chọn giờ làm việc của cơ quan."})


def advance(now: Reckoning, act: Act, terms: Terms, calendar: Calendar, rule: CountingRule) -> Reckoning:
    """The clock after an allowed act."""
    now = replace(now, last_act_at=act.at)
    match act.kind:
        case ActKind.PAUSED:
            return replace(now, state=ClockState.PAUSED, paused_at=act.at)
        case ActKind.RESUMED:
            return _resume(now, act.at, calendar, rule)
        case ActKind.RESET:
            statutory, committed = _count(act.at, terms, calendar, rule)
            return replace(
                now,
                state=ClockState.RUNNING,
                counted_from=act.at,
                statutory=statutory,
                committed=committed,
                reappointed_at=None,
                paused_at=None,
            )
        case ActKind.PROLONGED if act.term is not None:
            return replace(
                now,
                statutory=_prolonged(now.statutory, act.term, calendar, rule),
                committed=_prolonged(now.committed, act.term, calendar, rule) if now.committed else None,
            )
        case ActKind.REAPPOINTED:
            return replace(now, reappointed_at=act.due_at, reappointments=now.reappointments + 1)
        case ActKind.FINISHED:
            return replace(now, state=ClockState.FINISHED, finished_at=act.at)
        case ActKind.CANCELLED:
            return replace(now, state=ClockState.CANCELLED, finished_at=act.at, paused_at=None)
        case ActKind.REOPENED:
            return replace(now, state=ClockState.RUNNING, finished_at=None)
    raise ValueError(f"{act.kind} does not change a running clock")


def replay(acts: Iterable[Act], terms: Terms, calendar: Calendar, rule: CountingRule) -> Reckoning:
    """The clock that these acts, in order, give on this calendar; the first act is the start, recomputations are
    skipped."""
    line = iter(acts)
    now = begin(next(line).at, terms, calendar, rule)
    for act in line:
        if act.kind is not ActKind.RECOMPUTED:
            now = advance(now, act, terms, calendar, rule)
    return now


def told_in_time(now: Reckoning, at: datetime, calendar: Calendar, rule: CountingRule) -> bool:
    """Whether an apology at `at` is early enough: the rule's working days before the due date (NĐ 61/2018 Đ19)."""
    due_day = calendar.local(now.due_at).date()
    if rule.reappoint_notice_days == 0:
        return at <= now.due_at
    return calendar.local(at).date() <= calendar.previous_working(due_day, rule.reappoint_notice_days)


def _count(at: datetime, terms: Terms, calendar: Calendar, rule: CountingRule) -> tuple[Running, Running | None]:
    if terms.statutory is None and terms.kind is ClockKind.HANDOVER:
        return _running(TermUnit.WORKING_DAYS, reach_handover(received_at=at, calendar=calendar, rule=rule)), None
    if terms.statutory is None:
        raise BadTerm("Chưa có thời hạn theo quy định.", fields={"/term": "Nhập thời hạn."})
    reached = reach(start=at, term=terms.statutory, calendar=calendar, rule=rule)
    statutory = _running(terms.statutory.unit, reached)
    if terms.committed is None:
        return statutory, None
    promised = reach(start=at, term=terms.committed, calendar=calendar, rule=rule)
    if promised.at > reached.at:
        raise BadTerm(
            "Thời hạn cam kết dài hơn thời hạn theo quy định.", fields={"/committed_term": "Nhập thời hạn ngắn hơn."}
        )
    return statutory, _running(terms.committed.unit, promised)


def _running(unit: TermUnit, reached: Reached) -> Running:
    return Running(unit, reached.at, reached.last_day)


def _prolonged(running: Running, term: Term, calendar: Calendar, rule: CountingRule) -> Running:
    reached = prolong(running.at, running.last_day, term, calendar, rule)
    return Running(running.unit, reached.at, reached.last_day)


def _resume(now: Reckoning, at: datetime, calendar: Calendar, rule: CountingRule) -> Reckoning:
    paused_at = now.paused_at
    if paused_at is None:
        raise ClockNotPaused("Thời hạn đang chạy, không phải đang tạm dừng.")
    reappointed = now.reappointed_at
    if reappointed is not None:
        shifted = _shift(Running(TermUnit.WORKING_DAYS, reappointed, reappointed.date()), paused_at, at, calendar, rule)
        reappointed = shifted.at
    return replace(
        now,
        state=ClockState.RUNNING,
        paused_at=None,
        statutory=_shift(now.statutory, paused_at, at, calendar, rule),
        committed=_shift(now.committed, paused_at, at, calendar, rule) if now.committed else None,
        reappointed_at=reappointed,
    )


def _shift(
    running: Running, paused_at: datetime, resumed_at: datetime, calendar: Calendar, rule: CountingRule
) -> Running:
    """What was left at the pause is left at the resumption. What was already late stays where it was."""
    if paused_at >= running.at:
        return running
    match running.unit:
        case TermUnit.HOURS:
            left = office_minutes_between(paused_at, running.at, calendar)
            at = add_office_minutes(resumed_at, left, calendar)
            return Running(running.unit, at, at.date())
        case TermUnit.WORKING_DAYS:
            days = max(working_days_left(paused_at, running.at, calendar), Fraction(0))
            at = add_working_days(resumed_at, days, calendar)
            if begins_span(running.at, calendar):
                at = next_opening(at, calendar)
            return Running(running.unit, at, at.date())
        case TermUnit.CALENDAR_DAYS | TermUnit.MONTHS:
            gap = calendar.local(resumed_at).date() - calendar.local(paused_at).date()
            last = running.last_day + max(gap, timedelta(0))
            moment = calendar.local(running.at).time()
            return Running(running.unit, end_of(calendar.working_or_next(last), moment, calendar, rule), last)
