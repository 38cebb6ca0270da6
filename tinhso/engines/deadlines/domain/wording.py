"""Dates, terms and reasons in Vietnamese: the same words on the receipt, the SMS and the citizen's page."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tinhso.engines.deadlines.domain.due import Reached, reach
from tinhso.engines.deadlines.domain.measure import next_opening, to_minute
from tinhso.engines.deadlines.types import CountingRule, CountsFrom, Due, Term, TermUnit
from tinhso.foundation.reference.types import Calendar, SpecialDay
from tinhso.kernel.clock import local

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS = {
    TermUnit.WORKING_DAYS: "ngày làm việc",
    TermUnit.HOURS: "giờ làm việc",
    TermUnit.CALENDAR_DAYS: "ngày",
    TermUnit.MONTHS: "tháng",
}


def in_words(at: datetime) -> str:
    """The instant on the province's wall clock: "16 giờ 30 phút, thứ Tư ngày 25/11/2026"."""
    here = local(at)
    return f"{time_in_words(here.time())}, {day_in_words(here.date())}"


def time_in_words(moment: time) -> str:
    """A time of day: "07 giờ 30 phút"."""
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút"


def day_in_words(day: date) -> str:
    """A day with its weekday: "thứ Tư ngày 25/11/2026"."""
    return f"{WEEKDAYS[day.weekday()]} ngày {day:%d/%m/%Y}"


def term_in_words(term: Term) -> str:
    """A term: "15 ngày làm việc", "trong ngày làm việc"."""
    return "trong ngày làm việc" if term.same_day else f"{term.value} {UNITS[term.unit]}"


def explain_due(*, start: datetime, term: Term, calendar: Calendar, rule: CountingRule) -> Due:
    """The end of a term with the reasons for it."""
    reached = reach(start=start, term=term, calendar=calendar, rule=rule)
    basis = f" ({rule.basis})" if rule.basis else ""
    lines = [f"Thời hạn: {term_in_words(term)}{basis}."]
    lines += _counting(to_minute(start, calendar), term, reached, calendar, rule)
    return Due(at=reached.at, explanation=tuple(lines))


def _counting(here: datetime, term: Term, reached: Reached, calendar: Calendar, rule: CountingRule) -> list[str]:
    start = in_words(here)
    match term.unit:
        case TermUnit.HOURS:
            return _hours(here, start, reached, calendar)
        case TermUnit.WORKING_DAYS if term.same_day:
            return _same_day(here, start, reached, calendar, rule)
        case TermUnit.WORKING_DAYS:
            counted = "Tính cả ngày này" if rule.counts_from is CountsFrom.SAME_DAY else "Ngày này không tính"
            lines = [f"Mốc tính: {start}. {counted}; ngày thứ nhất là {day_in_words(reached.first_day)}."]
            lines += skipped(here.date(), reached.last_day, calendar)
            last = day_in_words(reached.last_day)
            lines.append(f"Ngày làm việc thứ {term.value} là {last}; đến hạn lúc {in_words(reached.at)}.")
            return lines
        case TermUnit.CALENDAR_DAYS | TermUnit.MONTHS:
            lines = [f"Mốc tính: {start}. Ngày này không tính; tính liên tục cả ngày nghỉ."]
            lines.append(f"Ngày cuối của thời hạn là {day_in_words(reached.last_day)}.")
            if reached.at.date() != reached.last_day:
                lines.append("Ngày cuối là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo.")
            lines.append(f"Đến hạn lúc {in_words(reached.at)}.")
            return lines


def _hours(here: datetime, start: str, reached: Reached, calendar: Calendar) -> list[str]:
    opening = next_opening(here, calendar)
    if opening == here:
        lines = [f"Mốc tính: {start}; chỉ tính giờ làm việc của cơ quan."]
    else:
        moved = f"ngoài giờ làm việc, nên tính từ {in_words(opening)}"
        lines = [f"Mốc tính: {start}, {moved}; chỉ tính giờ làm việc của cơ quan."]
    lines += skipped(here.date(), reached.at.date(), calendar)
    lines.append(f"Đến hạn lúc {in_words(reached.at)}.")
    return lines


def _same_day(here: datetime, start: str, reached: Reached, calendar: Calendar, rule: CountingRule) -> list[str]:
    if reached.last_day == here.date():
        return [f"Tiếp nhận lúc {start} nên trả kết quả trong ngày, chậm nhất {in_words(reached.at)}."]
    if not calendar.is_working(here.date()):
        why = "vào ngày nghỉ"
    elif here.time() > rule.cut_off:
        why = f"sau {time_in_words(rule.cut_off)}"
    else:
        why = "ngoài giờ làm việc"
    until = in_words(reached.at)
    return [f"Tiếp nhận lúc {start}, {why}, nên trả kết quả trong ngày làm việc tiếp theo, chậm nhất {until}."]


def skipped(after: date, until: date, calendar: Calendar) -> list[str]:
    """Which days off between two dates were not counted, and which swapped days were."""
    lines = []
    weekend = _weekend(after, until, calendar)
    off = [_run_in_words(run) for run in _runs(calendar.days_off(after, until))]
    if weekend or off:
        lines.append(f"Không tính ngày nghỉ: {'; '.join([*weekend, *off])}.")
    extra = calendar.extra_days(after, until)
    if extra:
        days = "; ".join(day_in_words(special.day) for special in extra)
        lines.append(f"Có tính ngày làm bù: {days}.")
    return lines


def _weekend(after: date, until: date, calendar: Calendar) -> list[str]:
    span = (until - after).days
    days = {(after + timedelta(days=step)) for step in range(1, min(span, 7) + 1)}
    off = sorted({day.weekday() for day in days if not calendar.is_working(day) and day not in calendar.special})
    return [", ".join(WEEKDAYS[weekday] for weekday in off)] if off else []


def _runs(days: Sequence[SpecialDay]) -> list[list[SpecialDay]]:
    runs: list[list[SpecialDay]] = []
    for special in days:
        if runs and special.day - runs[-1][-1].day == timedelta(days=1):
            runs[-1].append(special)
        else:
            runs.append([special])
    return runs


def _run_in_words(run: Sequence[SpecialDay]) -> str:
    title = min((special.title for special in run), key=len)
    if len(run) == 1:
        return f"{day_in_words(run[0].day)} ({title})"
    return f"từ {day_in_words(run[0].day)} đến {day_in_words(run[-1].day)} ({title})"
