"""A slip that somebody gave about a dossier is told to the portal, each version after the one before; who gave it is not told."""

from datetime import date
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.kernel.actor import Actor
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import RatingFacts

KIND = "dossier"


def tell_rating(record: EventRecord, *, actor: Actor) -> bool:
    """Queue it, once; False when it is queued already, is about something else, or the province talks to no portal."""
    said = record.payload
    if not national_portal.is_on() or said["subject_kind"] != KIND:
        return False
    dossier_id = UUID(said["subject_id"])
    try:
        code = dossiers.served_facts(dossier_id).code
    except NoDossier:
        return False
    facts = RatingFacts(
        dossier_code=national_portal.foreign_code_of(dossier_id) or code,
        procedure_code=said["procedure_code"],
        level=said["level"],
        is_satisfied=said["is_satisfied"],
        version_no=said["version_no"],
        on=date.fromisoformat(said["on"]),
        points=dict(zip(said["questions"], said["points"], strict=True)),
    )
    return national_portal.queue_rating(
        slip_id=UUID(said["slip_id"]),
        cause_id=record.id,
        facts=facts,
        agency_id=UUID(said["receiving_agency_id"]),
        actor=actor,
    )
