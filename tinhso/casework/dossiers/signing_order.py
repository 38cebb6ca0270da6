"""In which order a result is drafted, initialled, signed, numbered and returned, as the dossier's process defines it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import hands, initials, places
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.process_steps import acts_of, flat
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Task, TaskState
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel.clock import local, now

# What belongs to the order of a document; receiving the dossier does not.
_OF_A_DOCUMENT = frozenset({"draft", "approve", "sign", "issue", "return"})
DONE, NOW, NEXT = "done", "now", "next"
MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class Place:
    """One step in the order: its task where it was done or is open."""

    step: Mapping[str, Any]
    acts: frozenset[str]
    state: str
    task: Task | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One step as an officer reads it: what is done, by which role where, who did it and when, or who may."""

    title: str
    acts: str
    role: str
    agency: str
    names: tuple[str, ...]
    at: datetime | None
    state: str
    # Whether the file carries a digital initial of this step.
    is_initialled: bool = False


@dataclass(frozen=True, kw_only=True)
class Order:
    """The lines, and which acts need two people at the deciding agency ("" where one person may do them)."""

    lines: tuple[Line, ...]
    apart: tuple[str, ...]
    is_enforced: bool


def order_of(dossier_id: UUID, tasks: Sequence[Task] | None = None) -> Order:
    """The order for a dossier that the caller has read under guard, perhaps with its tasks."""
    row = Dossier.objects.get(id=dossier_id)
    process = definitions.get_version(row.procedure_version_id).body["process"]
    found = placed(process, workflow.list_tasks(("dossier", dossier_id)) if tasks is None else tasks)
    titles = access.role_titles({str(one.step["role"]) for one in found})
    closed = identity.person_names([one.task.closed_by for one in found if one.task and one.task.closed_by])
    at = [(_agency_of(row, one), str(one.step["role"])) for one in found]
    may = _who_may(set(at))
    initialled = {one.task_id for one in initials.given(dossier_id)}
    lines = tuple(_line(one, where, titles, closed, may, initialled) for one, where in zip(found, at, strict=True))
    agency_code, on = identity.get_agency(row.owner_agency_id).code, local(now()).date()
    apart, is_enforced = _apart(agency_code, {act for one in found for act in one.acts}, on)
    return Order(lines=lines, apart=apart, is_enforced=is_enforced)


def placed(process: Mapping[str, Any], tasks: Sequence[Task]) -> list[Place]:
    """The steps of the order with how far each is.

    What stands before the open step is done, or was not needed; what stands after it is still to come, also where it
    was done once before the dossier was sent back.
    """
    steps = list(flat(process.get("steps", ())))
    latest = {task.step: task for task in tasks if task.state in (TaskState.OPEN, TaskState.DONE)}
    codes = [str(step["code"]) for step in steps]
    at = [codes.index(code) for code, task in latest.items() if task.state is TaskState.OPEN and code in codes]
    found = []
    for number, step in enumerate(steps):
        acts = _acts(step)
        task = latest.get(codes[number])
        state = _state(number, at, task)
        if acts and state:
            found.append(Place(step=step, acts=acts, state=state, task=None if state == NEXT else task))
    return found


def _state(number: int, at: Sequence[int], task: Task | None) -> str:
    """An empty text for a step that the dossier passed by, or never comes to because it is over."""
    if number in at:
        return NOW
    if at and number > max(at):
        return NEXT
    return DONE if task is not None and task.state is TaskState.DONE else ""


def _acts(step: Mapping[str, Any]) -> frozenset[str]:
    return hands.hands_of(acts_of(step)) & _OF_A_DOCUMENT


def _agency_of(row: Dossier, one: Place) -> UUID:
    return places.of_step(row, str(one.step.get("place", "owner")), one.step.get("does", ()))


def _line(
    one: Place,
    where: tuple[UUID, str],
    titles: Mapping[str, str],
    closed: Mapping[UUID, str],
    may: Mapping[tuple[UUID, str], tuple[str, ...]],
    initialled: Collection[UUID],
) -> Line:
    agency_id, role = where
    done_by = one.task.closed_by if one.task is not None and one.state == DONE else None
    names = (closed.get(done_by, ""),) if done_by else may[where]
    return Line(
        title=str(one.step["title"]),
        acts=", ".join(hands.WORDS[act] for act in hands.WORDS if act in one.acts),
        role=titles.get(role, role),
        agency=identity.get_agency(agency_id).short_name,
        names=tuple(name for name in names if name),
        at=one.task.closed_at if one.task is not None and one.state == DONE else None,
        state=one.state,
        is_initialled=one.state == DONE and one.task is not None and one.task.id in initialled,
    )


def _who_may(seats: set[tuple[UUID, str]]) -> dict[tuple[UUID, str], tuple[str, ...]]:
    """(agency, role) → the first names of who acts there, asked for all at once."""
    posts = {where: [post.id for post in identity.list_posts(agency_id=where[0], role=where[1])] for where in seats}
    holders = identity.holders_of_posts([post for found in posts.values() for post in found])
    may = {}
    for where, found in posts.items():
        people = {one.person_id: one.full_name for post in found for one in holders[post]}
        may[where] = tuple(list(people.values())[:MOST_NAMES])
    return may


def _apart(agency_code: str, acts: set[str], on: date) -> tuple[tuple[str, ...], bool]:
    rule = definitions.find("separation_rule", hands.RULE, on=on)
    if rule is None:
        return (), False
    pairs = [pair for pair in rule.body["apart"] if set(pair) <= acts]
    words = tuple(f"{hands.WORDS[one]} và {hands.WORDS[other]}" for one, other in pairs)
    return words, hands.is_enforced(rule.body, agency_code)
