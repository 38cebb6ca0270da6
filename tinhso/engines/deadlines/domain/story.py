"""Why a clock is due when it is: the first count, then everything that moved it, in order."""

from collections.abc import Mapping, Sequence

from tinhso.engines.deadlines.domain.due import reach_handover
from tinhso.engines.deadlines.domain.measure import next_opening
from tinhso.engines.deadlines.domain.reckoning import Act, Terms
from tinhso.engines.deadlines.domain.wording import explain_due, in_words, term_in_words, time_in_words
from tinhso.engines.deadlines.types import ActKind, ClockKind, CountingRule, Due, LedgerLine
from tinhso.foundation.reference.types import Calendar

NAMES: Mapping[ClockKind, str] = {
    ClockKind.INTAKE_ANSWER: "Thời hạn trả lời việc nộp hồ sơ",
    ClockKind.PROCESSING: "Thời hạn giải quyết",
    ClockKind.STEP: "Thời hạn của bước xử lý",
    ClockKind.HANDOVER: "Thời hạn chuyển hồ sơ",
    ClockKind.RETURN: "Thời hạn trả kết quả",
    ClockKind.CONSULTATION: "Thời hạn cho ý kiến",
    ClockKind.SUPPLEMENT: "Thời hạn bổ sung hồ sơ",
    ClockKind.TIMED: "Thời điểm bước tự chuyển",
}


def explain_handover(*, received_at: Act, calendar: Calendar, rule: CountingRule) -> Due:
    """By when a dossier is handed over, with the reason."""
    reached = reach_handover(received_at=received_at.at, calendar=calendar, rule=rule)
    here = calendar.local(received_at.at)
    if reached.last_day == here.date():
        line = f"Nhận lúc {in_words(here)} nên chuyển trong ngày, chậm nhất {in_words(reached.at)}."
    else:
        cut_off = time_in_words(rule.cut_off)
        late = here.time() > rule.cut_off and calendar.is_working(here.date())
        why = f"sau {cut_off}" if late else "ngoài giờ làm việc"
        until = f"đầu giờ ngày làm việc tiếp theo, chậm nhất {in_words(reached.at)}"
        line = f"Nhận lúc {in_words(here)}, {why}, nên chuyển {until}."
    return Due(at=reached.at, explanation=(line,))


def tell_story(
    *, terms: Terms, lines: Sequence[LedgerLine], acts: Sequence[Act], calendar: Calendar, rule: CountingRule
) -> tuple[str, ...]:
    """The sentences, first to last. `lines` and `acts` are the same ledger, in order."""
    from_zero = max(index for index, line in enumerate(lines) if line.act in (ActKind.STARTED, ActKind.RESET))
    told = [f"{NAMES[terms.kind]}."]
    if from_zero:
        told.append(f"Tính lại từ đầu lúc {in_words(lines[from_zero].at)}{_because(lines[from_zero])}.")
    told += _first_count(terms, acts[from_zero], calendar, rule)
    for line, act in list(zip(lines, acts, strict=True))[from_zero + 1 :]:
        told.append(_sentence(line, act, terms, calendar))
    return tuple(told)


def _first_count(terms: Terms, start: Act, calendar: Calendar, rule: CountingRule) -> list[str]:
    if terms.statutory is None:
        return list(explain_handover(received_at=start, calendar=calendar, rule=rule).explanation)
    told = list(explain_due(start=start.at, term=terms.statutory, calendar=calendar, rule=rule).explanation)
    if terms.committed is not None:
        promised = explain_due(start=start.at, term=terms.committed, calendar=calendar, rule=rule)
        told.append(
            f"Tỉnh cam kết giải quyết sớm hơn: {term_in_words(terms.committed)}, đến hạn lúc {in_words(promised.at)}."
        )
    return told


def _sentence(line: LedgerLine, act: Act, terms: Terms, calendar: Calendar) -> str:
    due = in_words(line.committed_due_at or line.statutory_due_at)
    at, why = in_words(line.at), _because(line)
    match line.act:
        case ActKind.PAUSED:
            return f"Tạm dừng tính thời hạn lúc {at}{why}."
        case ActKind.RESUMED:
            again = in_words(next_opening(line.at, calendar))
            return f"Tính tiếp phần thời hạn còn lại từ {again}{why}; hạn mới là {due}."
        case ActKind.PROLONGED if act.term is not None:
            return f"Gia hạn thêm {term_in_words(act.term)} lúc {at}{why}; hạn mới là {due}."
        case ActKind.REAPPOINTED if line.reappointed_due_at is not None:
            new = in_words(line.reappointed_due_at)
            return f"Cơ quan xin lỗi và hẹn lại {new}{why}. Việc đúng hạn hay quá hạn vẫn tính theo hạn {due}."
        case ActKind.RECOMPUTED:
            return f"Tính lại theo lịch làm việc mới{why}; hạn mới là {due}."
        case ActKind.FINISHED:
            return f"Kết thúc lúc {at}{why}."
        case ActKind.CANCELLED:
            return f"Dừng tính thời hạn lúc {at}{why}."
        case ActKind.REOPENED:
            return f"Hoàn tác việc đã làm xong lúc {at}{why}; thời hạn tính tiếp như chưa kết thúc, hạn vẫn là {due}."
    return f"Ghi nhận lúc {at}{why}."


def _because(line: LedgerLine) -> str:
    return f" (lý do: {line.reason.rstrip('. ')})" if line.reason else ""
