"""Standing in for a colleague on leave: tasks given to the colleague by name are the stand-in's to do, and say so."""

from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.models import Dossier, WorkItem
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor


def covered(actor: Actor) -> frozenset[UUID]:
    """Whom the actor covers today at the active post; asked once a request."""
    person_id, post_id = actor.person_id, actor.post_id
    if person_id is None or post_id is None:
        return frozenset()
    return access.remembered(
        ("dossiers.covered", person_id, post_id), lambda: identity.covered_people(person_id, post_id)
    )


def hands_of(actor: Actor) -> tuple[UUID, ...]:
    """The people whose tasks by name the actor does: the own first, then of those who are covered."""
    return (*([actor.person_id] if actor.person_id else ()), *sorted(covered(actor)))


def is_free_for(person_id: UUID | None, actor: Actor) -> bool:
    """Whether a task held by this person (None = nobody) may be done by the actor."""
    return person_id is None or person_id == actor.person_id or person_id in covered(actor)


def note_stead(row: Dossier, item: WorkItem, *, at: datetime, actor: Actor) -> None:
    """The history and the audit log say in whose stead a task was done or taken; nothing where it was in nobody's."""
    person_id = item.person_id
    if person_id is None or person_id == actor.person_id or person_id not in covered(actor):
        return
    name = identity.person_names([person_id]).get(person_id, "")
    chronicle.note(row, words=f"{item.step_title}: làm thay {name} (ủy quyền)."[:300], at=at, actor=actor)
    access.record_write(
        actor=actor,
        act="dossiers.stand_in",
        target=("dossier", row.id),
        detail={"step": item.step, "in_stead_of": person_id},
    )
