"""What pages say about a dossier, said once for citizens and officers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from tinhso.casework.dossiers import timing
from tinhso.casework.dossiers.types import Dossier, FilingChannel, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ActKind, Clock, ClockKind, ClockState, TermUnit
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Kind, Procedure
from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileRef
from tinhso.foundation.reference import api as reference
from tinhso.foundation.ui.types import ClockFace, Tone, WorkingClock
from tinhso.kernel.clock import local, now

_PERSONS = {"citizen", "overseas_vietnamese", "foreigner", "officer", "party_member"}


def is_for(procedure: Procedure, holder_kind: str) -> bool:
    """Whether a person, or an organisation, may ask for this procedure."""
    persons = bool(_PERSONS & set(procedure.subjects))
    organisations = bool(set(procedure.subjects) - _PERSONS)
    return persons if holder_kind == "person" else organisations


def moment(at: datetime) -> str:
    """An instant as receipts say it; for readers of English the same instant in figures."""
    if is_english():
        return f"{local(at):%H:%M, %A %d/%m/%Y}"
    return deadlines.in_words(at)


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


_ENGLISH_UNITS = {
    TermUnit.WORKING_DAYS: "working days",
    TermUnit.CALENDAR_DAYS: "days",
    TermUnit.HOURS: "working hours",
    TermUnit.MONTHS: "months",
}


def term(procedure: Procedure, *, channel: FilingChannel, situation: str) -> str:
    """How long it takes by law, and what the province promises beside it, in the reader's language."""
    if not is_english():
        return timing.term_words(procedure, channel=channel.value, situation=situation)
    told = []
    for kind, after in ((Kind.STATUTORY, ""), (Kind.COMMITTED, " promised")):
        found = timing.term_of(procedure, kind, channel=channel.value, situation=situation)
        if found is not None:
            told.append(("the same day" if found.same_day else f"{found.value} {_ENGLISH_UNITS[found.unit]}") + after)
    return "; ".join(told) or "as the law says"


def status_words(status: Status) -> str:
    """The public words of a status in the reader's language."""
    return gettext(status.public)


def clock_of(dossier_id: UUID, kind: ClockKind) -> Clock | None:
    """The latest clock of a kind, None when none was started."""
    found = [clock for clock in deadlines.get_clocks(("dossier", dossier_id)) if clock.kind is kind]
    return found[-1] if found else None


def answer_due(dossier: Dossier) -> str:
    """Until when the one-stop answers a filing, in words; "" where no rule says."""
    clock = clock_of(dossier.id, ClockKind.INTAKE_ANSWER)
    return moment(clock.due_at) if clock else ""


def clock_face(dossier: Dossier) -> WorkingClock | None:
    """The promise to the applicant as a clock, with the days used and the reasons for its date."""
    clock = clock_of(dossier.id, ClockKind.PROCESSING)
    if clock is None:
        return None
    used, total = _working_days(clock)
    return WorkingClock(
        due=gettext("Có lại khi hồ sơ được bổ sung đủ")
        if clock.state is ClockState.PAUSED
        else moment(clock.appointed_at),
        face=_face(clock),
        used=used,
        total=total,
        unit=gettext("ngày làm việc"),
        note=_note(clock),
        explanation=deadlines.explain(clock.id),
    )


def _face(clock: Clock) -> ClockFace:
    match clock.state:
        case ClockState.FINISHED:
            return ClockFace.FINISHED
        case ClockState.CANCELLED:
            return ClockFace.CANCELLED
        case ClockState.PAUSED:
            return ClockFace.PAUSED
        case _:
            return ClockFace.LATE if now() > clock.due_at else ClockFace.RUNNING


def _working_days(clock: Clock) -> tuple[int, int]:
    """Days used of a term in working days and the term; (0, 0) for other terms. A pause stands still on its day."""
    term = clock.committed_term or clock.term
    if term is None or term.unit is not TermUnit.WORKING_DAYS or clock.state is ClockState.CANCELLED:
        return 0, 0
    today, last = local(clock.finished_at or clock.paused_at or now()).date(), local(clock.due_at).date()
    calendar = reference.get_calendar(clock.agency_code or None)
    worked = sum(calendar.is_working(day) for day in _days_after(min(today, last), max(today, last)))
    return max(0, term.value - worked if today <= last else term.value + worked), term.value


def _days_after(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(1, (last - first).days + 1))


def _note(clock: Clock) -> str:
    if clock.paused_at is not None and clock.state is ClockState.PAUSED:
        told = {"at": moment(clock.paused_at), "due": moment(clock.appointed_at)}
        return gettext("Tạm dừng tính thời hạn từ %(at)s; trước đó hẹn %(due)s.") % told
    if clock.reappointed_due_at is not None:
        return gettext("Ngày hẹn đầu tiên: %(at)s.") % {"at": moment(clock.due_at)}
    if clock.committed_due_at is not None and clock.committed_due_at != clock.statutory_due_at:
        return gettext("Tỉnh cam kết sớm hơn luật định (%(at)s).") % {"at": moment(clock.statutory_due_at)}
    return ""


@dataclass(frozen=True)
class Late:
    """A missed or moved promise: the first date, the new one when an apology gave one, and the reason it gave."""

    first: str
    new: str
    reason: str
    is_over: bool


def late_notice(dossier: Dossier) -> Late | None:
    """C26: what a late dossier owes its applicant; None while the first promise holds."""
    clock = clock_of(dossier.id, ClockKind.PROCESSING)
    if clock is None or clock.state is ClockState.CANCELLED or dossier.status.is_over:
        return None
    moved = [line for line in deadlines.list_ledger(clock.id) if line.act is ActKind.REAPPOINTED]
    if moved:
        return Late(
            first=moment(clock.due_at),
            new=moment(clock.appointed_at),
            reason=moved[-1].reason,
            is_over=now() > clock.due_at,
        )
    if clock.state is ClockState.RUNNING and now() > clock.due_at:
        return Late(first=moment(clock.due_at), new="", reason="", is_over=True)
    return None


def component_titles(dossier: Dossier) -> dict[str, str]:
    procedure = procedures.get_procedure_version(dossier.procedure_version_id)
    return {component.code: component.title for component in procedure.components}


@dataclass(frozen=True)
class GivenPaper:
    """A component with what came for it: files, or an item that the vault held."""

    code: str
    title: str
    files: tuple[FileRef, ...]
    is_held: bool
    item_id: UUID | None = None


def files_of(dossier: Dossier) -> tuple[GivenPaper, ...]:
    """What was handed in, in the order of the procedure's components."""
    by_id = {ref.id: ref for ref in files.files_of(("dossier", dossier.id))}
    return tuple(
        GivenPaper(
            code=code,
            title=title,
            files=tuple(by_id[i] for i in dossier.papers.get(code, ()) if i in by_id),
            is_held=code in dossier.held,
            item_id=dossier.held.get(code),
        )
        for code, title in component_titles(dossier).items()
        if code in dossier.papers or code in dossier.held
    )


def about_file(ref: FileRef) -> str:
    """Pages and size of a file as a receipt lists them: "2 trang, 340 kB"."""
    size = f"{max(1, round(ref.size / 1000)):,} kB".replace(",", ".")
    if not ref.pages:
        return size
    pages = gettext("1 trang") if ref.pages == 1 else gettext("%(count)s trang") % {"count": ref.pages}
    return f"{pages}, {size}"


def status_tone(status: Status) -> Tone:
    """The tone of a status tag; the words always stand beside it."""
    match status:
        case Status.RETURNED | Status.FINISHED:
            return Tone.GOOD
        case Status.NOT_ACCEPTED | Status.STOPPED:
            return Tone.BAD
        case Status.SUPPLEMENT | Status.FINANCIAL:
            return Tone.WARN
        case Status.WITHDRAWN:
            return Tone.NEUTRAL
        case _:
            return Tone.INFO


# A page that shows people's numbers whole is read under its own purpose, which the holder sees.
NUMBERS_PURPOSE = "Xem đủ số định danh trong tờ khai"


def wants_numbers(request: HttpRequest) -> bool:
    """Whether the reader asked for people's numbers whole; without it all but the last four characters are hidden."""
    return request.GET.get("so") == "day-du"
