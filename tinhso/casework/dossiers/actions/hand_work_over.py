"""Hand over everything that a colleague holds by name to another one, when somebody leaves or is away for long."""

from dataclasses import dataclass
from uuid import UUID

from tinhso.casework.dossiers.actions.assign_task import assign_task, colleagues
from tinhso.casework.dossiers.models import WorkItem
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, DomainError, Invalid

ACT = "dossiers.supervise"
MOST = 500


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """How many tasks changed hands, and which dossiers stayed with why, by code."""

    moved: int
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Somebody of the agency with how many open tasks they hold by name; `roles` = of which roles."""

    person_id: UUID
    name: str
    count: int


def hands_in(agency_id: UUID, roles: tuple[str, ...]) -> tuple[Hand, ...]:
    """Who acts today through posts of these roles in the agency, by name, with what they hold."""
    people: dict[UUID, str] = {}
    for role in roles:
        people |= {person: name for person, (_, name) in colleagues(agency_id, role).items()}
    held = WorkItem.objects.filter(is_open=True, agency_id=agency_id, role__in=roles, person_id__isnull=False)
    counts: dict[UUID, int] = {}
    for person_id in held.values_list("person_id", flat=True):
        if person_id is not None:
            counts[person_id] = counts.get(person_id, 0) + 1
    return tuple(
        Hand(person_id=person, name=name, count=counts.get(person, 0))
        for person, name in sorted(people.items(), key=lambda one: one[1])
    )


def hand_work_over(*, from_person_id: UUID, to_person_id: UUID, reason: str, actor: Actor) -> HandedOver:
    """Give every open task that the colleague holds at the actor's agency to another; each is an act of its own.

    For the colleague, or with `dossiers.supervise` there. What cannot go (a level that the other post does not see,
    separate duties, a role that it does not hold) stays and is named. Raises Denied, Invalid.
    """
    if actor.agency_id is None or actor.post_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    if actor.person_id != from_person_id:
        access.authorise(actor=actor, act=ACT, agency_id=actor.agency_id)
    wrong = {}
    if from_person_id == to_person_id:
        wrong["/to"] = "Chọn người nhận khác người giao."
    if not reason.strip():
        wrong["/reason"] = "Ghi lý do bàn giao, ví dụ: chuyển công tác."
    if wrong:
        raise Invalid("Chưa bàn giao được.", fields=wrong)
    items = WorkItem.objects.filter(is_open=True, agency_id=actor.agency_id, person_id=from_person_id)
    moved, left = 0, []
    for item in items.order_by("order_at", "id")[:MOST]:
        try:
            assign_task(
                task_id=item.task_id,
                to_person_id=to_person_id,
                reason=reason,
                held_by=from_person_id,
                for_agency=True,
                actor=actor,
            )
            moved += 1
        except DomainError as refused:
            left.append((item.code, next(iter(refused.fields.values()), refused.message)))
    return HandedOver(moved=moved, left=tuple(left))
