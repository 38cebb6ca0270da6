"""What rooms that ask people about a dossier know of it: coded facts, who served them, since when there is a result."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.dossiers import models, queries
from tinhso.casework.dossiers.applicants import holders_of
from tinhso.casework.dossiers.confidentiality import is_tracked_in_public
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Status
from tinhso.kernel.actor import Actor

# Where the people at the desk meet the applicant: taking the dossier in, refusing it there, giving the result out.
_AT_THE_DESK = (Status.ACCEPTED, Status.NOT_ACCEPTED, Status.RETURNED)
_OUTCOME = (Status.NOT_ACCEPTED, Status.FINISHED, Status.RETURNED)


@dataclass(frozen=True, kw_only=True)
class ServedFacts:
    """A dossier as slips and feedback know it: no answers, no names."""

    id: UUID
    code: str
    title: str
    procedure_code: str
    field_code: str
    owner_agency_id: UUID
    receiving_agency_id: UUID
    # When its outcome was there; None while there is none, or where it was withdrawn or stopped.
    ready_at: datetime | None
    # Who took it in and gave its result out, not those behind the desk.
    officers: tuple[UUID, ...]


def served_facts(dossier_id: UUID) -> ServedFacts:
    """The caller guards the dossier. Raises NoDossier."""
    row = models.Dossier.objects.filter(id=dossier_id).defer("answers").first()
    if row is None:
        raise NoDossier
    # The first line of a status is the act itself; others are notes written while it stood.
    first: dict[int, models.StatusChange] = {}
    for line in models.StatusChange.objects.filter(dossier_id=dossier_id).order_by("seq"):
        first.setdefault(line.status, line)
    met = [first[status] for status in _AT_THE_DESK if status in first and first[status].post_id is not None]
    outcome = first.get(row.status) if row.status in _OUTCOME else None
    return ServedFacts(
        id=row.id,
        code=row.code,
        title=row.procedure_title,
        procedure_code=row.procedure_code,
        field_code=row.field_code,
        owner_agency_id=row.owner_agency_id,
        receiving_agency_id=row.receiving_agency_id,
        ready_at=None if outcome is None else row.finished_at or outcome.at,
        officers=tuple(dict.fromkeys(line.person_id for line in met if line.person_id is not None)),
    )


def stands_for(dossier_id: UUID, *, actor: Actor, purpose: str) -> bool:
    """Whether the actor is, or acts for, the applicant; a logged read. Raises NoDossier for who may not see the dossier."""
    dossier = queries.get_dossier(dossier_id, actor=actor, purpose=purpose)
    return not actor.is_officer and any(
        held == (dossier.applicant.kind, dossier.applicant.id) for held in holders_of(actor)
    )


def id_by_token(token: str) -> UUID:
    """The dossier whose receipt carries this token. Raises NoDossier, also where nothing is told in public."""
    row = models.Dossier.objects.filter(verify_token=token).only("id", "level").first()
    if row is None or not is_tracked_in_public(row.level):
        raise NoDossier
    return row.id


def id_by_code(*, code: str, last_four: str, address: str) -> UUID:
    """The dossier by its code and four characters, under the limits of public tracking. Raises NoDossier, TooManyTries."""
    tracked = queries.track(code=code, last_four=last_four, address=address)
    return models.Dossier.objects.values_list("id", flat=True).get(code=tracked.code)
