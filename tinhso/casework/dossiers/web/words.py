"""What pages say about a dossier, said once for citizens and officers."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.casework.dossiers.types import Dossier, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind, ClockState
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.files import api as files
from tinhso.foundation.ui.types import ClockFace, WorkingClock
from tinhso.kernel.clock import now

_PERSONS = {"citizen", "overseas_vietnamese", "foreigner", "officer", "party_member"}


def is_for(procedure: Procedure, holder_kind: str) -> bool:
    """Whether a person, or an organisation, may ask for this procedure."""
    persons = bool(_PERSONS & set(procedure.subjects))
    organisations = bool(set(procedure.subjects) - _PERSONS)
    return persons if holder_kind == "person" else organisations


def clock_of(dossier_id: UUID, kind: ClockKind) -> Clock | None:
    """The latest clock of a kind, None when none was started."""
    found = [clock for clock in deadlines.get_clocks(("dossier", dossier_id)) if clock.kind is kind]
    return found[-1] if found else None


def answer_due(dossier: Dossier) -> str:
    """Until when the one-stop answers a filing, in words; "" where no rule says."""
    clock = clock_of(dossier.id, ClockKind.INTAKE_ANSWER)
    return deadlines.in_words(clock.due_at) if clock else ""


def clock_face(dossier: Dossier) -> WorkingClock | None:
    """The promise to the applicant as a clock, with the reasons for its date."""
    clock = clock_of(dossier.id, ClockKind.PROCESSING)
    if clock is None:
        return None
    return WorkingClock(
        due=deadlines.in_words(clock.appointed_at),
        face=_face(clock),
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


def _note(clock: Clock) -> str:
    if clock.reappointed_due_at is not None:
        return f"Ngày hẹn đầu tiên: {deadlines.in_words(clock.due_at)}."
    if clock.committed_due_at is not None and clock.committed_due_at != clock.statutory_due_at:
        return f"Tỉnh cam kết sớm hơn luật định ({deadlines.in_words(clock.statutory_due_at)})."
    return ""


def component_titles(dossier: Dossier) -> dict[str, str]:
    procedure = procedures.get_procedure_version(dossier.procedure_version_id)
    return {component.code: component.title for component in procedure.components}


@dataclass(frozen=True)
class GivenPaper:
    """A component with what came for it: files, or an item that the vault held."""

    code: str
    title: str
    files: tuple[files.FileRef, ...]
    is_held: bool


def files_of(dossier: Dossier) -> tuple[GivenPaper, ...]:
    """What was handed in, in the order of the procedure's components."""
    by_id = {ref.id: ref for ref in files.files_of(("dossier", dossier.id))}
    return tuple(
        GivenPaper(
            code=code,
            title=title,
            files=tuple(by_id[i] for i in dossier.papers.get(code, ()) if i in by_id),
            is_held=code in dossier.held,
        )
        for code, title in component_titles(dossier).items()
        if code in dossier.papers or code in dossier.held
    )


def status_tone(status: Status) -> str:
    """The tone of a status tag; the words always stand beside it."""
    match status:
        case Status.RETURNED | Status.FINISHED:
            return "good"
        case Status.NOT_ACCEPTED | Status.STOPPED:
            return "bad"
        case Status.SUPPLEMENT | Status.FINANCIAL:
            return "warn"
        case Status.WITHDRAWN:
            return "neutral"
        case _:
            return "info"
