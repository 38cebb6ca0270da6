"""What a desk passed on during a day, by the desk that takes it: the list that both sign (danh sách bàn giao hồ sơ)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.casework.dossiers.worklists import post_of
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local

# A desk of one commune passes on two or three hundred a day.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Passed:
    """One dossier as it went over: who finished the step before, what is to be done now and until when."""

    dossier_id: UUID
    code: str
    applicant_name: str
    procedure_title: str
    next_step: str
    at: datetime
    giver_name: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HandOverList:
    """Everything that went to one desk; `key` names it in an address."""

    key: str
    agency_name: str
    role_title: str
    lines: tuple[Passed, ...]


def lists_of(day: date, *, actor: Actor) -> tuple[HandOverList, ...]:
    """By receiving desk, for the actor's post: all that its roles finished at its agency on the day and passed on.

    A constant number of queries. What came back to the own desk, and a level that the post does not see, is left out.
    """
    post = post_of(actor)
    if post is None:
        return ()
    begin = at_local(day.year, day.month, day.day)
    done = WorkItem.objects.filter(
        in_sight(actor),
        is_open=False,
        agency_id=post.agency_id,
        role__in=post.roles,
        closed_at__gte=begin,
        closed_at__lt=begin + timedelta(days=1),
        consultation_id=None,
    ).order_by("closed_at", "id")[:MOST]
    # The next step is opened at the very moment at which the one before is closed.
    givers = {(item.dossier_id, item.closed_at): item.closed_by_id for item in done}
    opened = WorkItem.objects.filter(
        dossier_id__in={dossier for dossier, _ in givers}, opened_at__gte=begin, consultation_id=None
    )
    taken = [item for item in opened.order_by("opened_at", "code") if (item.dossier_id, item.opened_at) in givers]
    names = identity.person_names({person for person in givers.values() if person})
    desks: dict[tuple[UUID, str], list[Passed]] = {}
    for item in taken:
        if (item.agency_id, item.role) in {(post.agency_id, role) for role in post.roles}:
            continue
        giver = givers[item.dossier_id, item.opened_at]
        desks.setdefault((item.agency_id, item.role), []).append(_passed(item, names.get(giver, "") if giver else ""))
    return _named(desks)


def holders_of(given: HandOverList) -> list[HolderRef]:
    """Whose dossiers stand on the list, for the log of reads."""
    rows = Dossier.objects.filter(id__in=[line.dossier_id for line in given.lines]).defer("answers")
    return list({row.holder for row in rows})


def _passed(item: WorkItem, giver: str) -> Passed:
    return Passed(
        dossier_id=item.dossier_id,
        code=item.code,
        applicant_name=item.applicant_name,
        procedure_title=item.procedure_title,
        next_step=item.step_title,
        at=item.opened_at,
        giver_name=giver,
        due_at=item.due_at or item.dossier_due_at,
    )


def _named(desks: dict[tuple[UUID, str], list[Passed]]) -> tuple[HandOverList, ...]:
    agencies = {one.id: one.name for one in identity.list_agencies()}
    roles = access.role_titles(role for _, role in desks)
    found = [
        HandOverList(
            key=f"{agency_id}.{role}",
            agency_name=agencies.get(agency_id) or identity.get_agency(agency_id).name,
            role_title=roles.get(role, role),
            lines=tuple(lines),
        )
        for (agency_id, role), lines in desks.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.agency_name, one.role_title)))
