"""Who gave a dossier to whom and when, for the control slip (phiếu kiểm soát quá trình giải quyết hồ sơ)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.foundation.identity import api as identity


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """One line of the slip. The first giver is the applicant; who has not acted yet is received by nobody by name.

    `is_late` is None while the step is open or has no due time of its own.
    """

    step: str
    at: datetime
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    done_at: datetime | None
    is_late: bool | None


def hand_overs_of(row: Dossier) -> tuple[HandOver, ...]:
    """A line for each step, in the order in which the steps were opened: whoever finished the step before gave it."""
    # A question takes the dossier nowhere; a step that asks does, on paper as in the process.
    given = WorkItem.objects.filter(dossier=row).exclude(consultation_id=F("task_id"))
    items = list(given.order_by("opened_at", "id"))
    names = identity.person_names({item.closed_by_id for item in items if item.closed_by_id})
    agencies = {agency_id: identity.get_agency(agency_id).name for agency_id in {item.agency_id for item in items}}
    lines = []
    for item in items:
        before = _giver(item, items)
        lines.append(
            HandOver(
                step=item.step_title,
                at=item.opened_at,
                giver=agencies[before.agency_id] if before else "Người nộp hồ sơ",
                giver_name=_name(before.closed_by_id, names) if before else row.applicant_name,
                taker=agencies[item.agency_id],
                taker_name=_name(item.closed_by_id, names),
                done_at=item.closed_at,
                is_late=item.closed_at > item.due_at if item.closed_at and item.due_at else None,
            )
        )
    return tuple(lines)


def _giver(item: WorkItem, items: Sequence[WorkItem]) -> WorkItem | None:
    """The step that was finished when this one was opened: the last one closed by then."""
    closed = [one for one in items if one.closed_at is not None and one.closed_at <= item.opened_at and one is not item]
    return max(closed, key=lambda one: (one.closed_at, one.opened_at), default=None)


def _name(person_id: UUID | None, names: dict[UUID, str]) -> str:
    return names.get(person_id, "Hệ thống") if person_id else ""
