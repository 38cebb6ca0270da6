"""Where a dossier stands, in at most six public stages, and who has it now. What happens inside an office stays there."""

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from tinhso.casework.dossiers.types import Dossier, Status, Step, WorkItem
from tinhso.casework.dossiers.web import words
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Step as Mark
from tinhso.foundation.ui.types import TimelineEvent
from tinhso.kernel.errors import NotFound

# The road of a dossier that nothing stops.
ROAD = (Status.REGISTERED, Status.ACCEPTED, Status.PROCESSING, Status.FINISHED, Status.RETURNED)
# What a stage is called once it is past and while it is still to come.
_NAMES = {
    Status.REGISTERED: pgettext_lazy("stage", "Nộp hồ sơ"),
    Status.ACCEPTED: gettext_lazy("Tiếp nhận"),
    Status.PROCESSING: gettext_lazy("Giải quyết"),
    Status.FINISHED: gettext_lazy("Có kết quả"),
    Status.RETURNED: gettext_lazy("Trả kết quả"),
}
_WAITS = (Status.SUPPLEMENT, Status.FINANCIAL, Status.STOPPED)
_BAD = (Status.NOT_ACCEPTED, Status.STOPPED)


def stages(steps: Sequence[Step], status: Status, *, holder: Sequence[str] = ()) -> list[TimelineEvent]:
    """Oldest first: what was reached and when, where it is now and with whom, what is still to come."""
    reached = {step.status: step for step in steps}
    past = [one for one in ROAD if one in reached and one is not status and _before(one, status)]
    shown = [TimelineEvent(title=str(_NAMES[one]), at=reached[one].at, step=Mark.DONE) for one in past]
    now = reached.get(status)
    shown.append(
        TimelineEvent(
            title=words.status_words(status), at=now.at if now else None, text=" – ".join(holder), step=_mark(status)
        )
    )
    if not status.is_over:
        last = max((ROAD.index(one) for one in (*past, status) if one in ROAD), default=0)
        shown += [TimelineEvent(title=str(_NAMES[one]), step=Mark.NEXT) for one in ROAD[last + 1 :]]
    return shown


def _before(one: Status, status: Status) -> bool:
    """A stage of the road is past unless the dossier fell back behind it."""
    return status not in ROAD or ROAD.index(one) < ROAD.index(status)


def _mark(status: Status) -> Mark:
    if status in _BAD:
        return Mark.BAD
    if status in _WAITS:
        return Mark.WAITING
    return Mark.DONE if status.is_over else Mark.CURRENT


def history(steps: Sequence[Step]) -> list[TimelineEvent]:
    """Every change of status, newest first, with the unit that made it."""
    told: list[TimelineEvent] = []
    last: Status | None = None
    for step in steps:
        if step.status is last:
            continue
        last = step.status
        unit = identity.get_agency(step.agency_id).name if step.agency_id else ""
        told.append(TimelineEvent(title=words.status_words(step.status), at=step.at, by=unit))
    return told[::-1]


def holder_lines(dossier: Dossier, items: Sequence[WorkItem]) -> tuple[str, ...]:
    """Who has the dossier now: the unit, the role that works on it, and whose opinion it waits for; () when it is over.

    Who is asked never has the dossier: while a step asks, the agency that decides answers for it.
    """
    if dossier.status.is_over:
        return ()
    item = next((one for one in items if one.consultation_id is None), None)
    asked = [identity.get_agency(one.agency_id).name for one in items if one.consultation_id is not None]
    unit = identity.get_agency(
        item.agency_id if item else dossier.owner_agency_id if asked else dossier.receiving_agency_id
    ).name
    role = _role(item.role) if item else ""
    waits = gettext("Đang chờ ý kiến của: %(agencies)s") % {"agencies": ", ".join(asked)} if asked else ""
    return tuple(part for part in (unit, role, waits) if part)


def _role(code: str) -> str:
    try:
        return definitions.get("role", code).title
    except NotFound:
        return ""
