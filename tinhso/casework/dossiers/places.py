"""Where a step's role is looked for: a place of the process as the agency whose posts get the task."""

from collections.abc import Collection
from uuid import UUID

from tinhso.casework.dossiers.errors import NotOffered
from tinhso.casework.dossiers.models import Dossier
from tinhso.engines.procedures.types import Procedure
from tinhso.engines.workflow.types import Act
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency

LEVELS = ("province", "district", "commune")


def resolve(place: str, *, receiving_id: UUID, owner_id: UUID) -> UUID:
    """The agency of a place (engines/workflow README): relative to where the dossier is received and owned, or by code."""
    match place:
        case "one_stop":
            return receiving_id
        case "owner" | "leader" | "specialised_department":
            return owner_id
        case "superior":
            parent = identity.get_agency(owner_id).parent_id
            return owner_id if parent is None else parent
        case "commune":
            return owner_id
        case _:
            return by_code(place).id


def of_step(row: Dossier, place: str, does: Collection[str]) -> UUID:
    """The agency that does a step of this dossier; a one-stop step that returns is where the applicant fetches it."""
    receiving = row.returning_agency_id if Act.RETURN in does else row.receiving_agency_id
    return resolve(place, receiving_id=receiving, owner_id=row.owner_agency_id)


def by_code(code: str) -> Agency:
    """The agency of a code. Raises NotOffered: a definition names an agency that is not there today."""
    agency = identity.standing_agency(code)
    if agency is None:
        raise NotOffered(f"Cơ quan {code} không còn trong cây cơ quan của tỉnh.")
    return agency


def is_desk(agency_id: UUID) -> bool:
    """Whether the agency is a one-stop: somebody there receives and returns."""
    return bool(identity.list_posts(agency_id=agency_id, role="one_stop_officer"))


def level_of(agency: Agency) -> str:
    """The administrative level that the agency belongs to: its own, or that of the nearest agency above it that has one."""
    at: Agency | None = agency
    while at is not None and at.tier not in LEVELS:
        at = identity.get_agency(at.parent_id) if at.parent_id else None
    return at.tier if at else ""


def takes(receiving: Agency, procedure: Procedure) -> bool:
    """Whether filings are handed in here: at the levels that the procedure names, anywhere where it says so.

    A ward stands below a city, and does not receive what the law lets people file at the city.
    """
    named = procedure.receiving_places
    return procedure.anywhere_in_province or not named or "other" in named or level_of(receiving) in named


def owner_of(receiving: Agency, procedure: Procedure, chosen: UUID | None) -> Agency:
    """The agency that decides: named by code; chosen, where anyone in the province may receive; or the nearest of that
    tier at or above the receiving one-stop. Raises NotOffered when none of these is of the tier that decides, or nothing
    of this procedure is received there.
    """
    if not takes(receiving, procedure):
        raise NotOffered("Nơi này không tiếp nhận thủ tục bạn chọn.")
    if procedure.deciding_agency:
        return by_code(procedure.deciding_agency)
    if chosen and not procedure.anywhere_in_province and chosen not in identity.agency_lineage(receiving.id):
        raise NotOffered("Thủ tục này chỉ nộp được ở nơi có cơ quan giải quyết.")
    agency: Agency | None = identity.get_agency(chosen) if chosen else receiving
    while agency is not None:
        if agency.tier == procedure.deciding_tier:
            return agency
        agency = identity.get_agency(agency.parent_id) if agency.parent_id and not chosen else None
    raise NotOffered("Nơi bạn chọn không có cơ quan giải quyết thủ tục này.")
