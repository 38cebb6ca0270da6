"""What a dossier costs: described once to the service that keeps what is owed, raised at filing and at acceptance."""

from datetime import datetime

from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import Status
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import FeeInvalid
from tinhso.services.fees.types import Assessment, ClaimInput, ClaimState, Ending, Stage, Subject

KIND = "dossier"
_AT_ACCEPTANCE = frozenset({Stage.FILING, Stage.ACCEPTANCE, Stage.RETURN})


def subject_of(row: Dossier) -> Subject:
    """The dossier as something that is paid for."""
    return Subject(
        kind=KIND,
        id=row.id,
        reference=row.code,
        payer=row.holder,
        payer_name=row.applicant_name,
        procedure_code=row.procedure_code,
        procedure_title=row.procedure_title,
        field_code=row.field_code,
        owner_agency_id=row.owner_agency_id,
        receiving_agency_id=row.receiving_agency_id,
        channel=row.channel,
    )


def assessed(row: Dossier, *, at: datetime, exemption: str = "") -> Assessment | None:
    """What the dossier costs by the rule in force at the moment; None where the province has no rule for it."""
    return fees.assess(
        row.procedure_code,
        on=local(at).date(),
        channel=row.channel,
        case=row.situation or None,
        answers=row.answers,
        exemption=exemption,
    )


def raise_at_filing(row: Dossier, claim: ClaimInput | None, *, at: datetime, actor: Actor) -> None:
    """The claim of exemption is kept, and what is paid in advance is owed from now on. Raises FeeInvalid."""
    if row.replaces_id is not None:
        fees.move_dues(from_subject=(KIND, row.replaces_id), to=subject_of(row), actor=actor)
    found = assessed(row, at=at, exemption=claim.exemption if claim else "")
    if found is None:
        if claim is not None:
            raise FeeInvalid("Thủ tục này không thu phí, lệ phí.", fields={"/exemption": "Không có gì để miễn, giảm."})
        return
    if claim is not None:
        fees.claim_exemption(subject=(KIND, row.id), assessment=found, given=claim, at=at, actor=actor)
    if found.advance_vnd or any(one.line.stage is Stage.FILING for one in found.lines):
        fees.raise_dues(subject=subject_of(row), assessment=found, stages=frozenset({Stage.FILING}), at=at, actor=actor)


def claimed_at_filing(row: Dossier) -> tuple[str, str] | None:
    """The exemption and the paper that were claimed with the filing itself, not later at the desk."""
    claims = (one for one in fees.claims_of((KIND, row.id)) if one.claimed_at == row.submitted_at)
    return next(((one.exemption, one.evidence) for one in claims), None)


def raise_at_acceptance(row: Dossier, *, at: datetime, actor: Actor) -> None:
    """Everything else by the rule in force at acceptance, which is pinned with each due (design: fees at acceptance)."""
    found = assessed(row, at=at)
    if found is None or not found.lines:
        return
    accepted = next((one for one in fees.claims_of((KIND, row.id)) if one.state is ClaimState.ACCEPTED), None)
    if accepted is not None:
        found = assessed(row, at=at, exemption=accepted.exemption) or found
    fees.raise_dues(subject=subject_of(row), assessment=found, stages=_AT_ACCEPTANCE, at=at, actor=actor)


def close(row: Dossier, *, actor: Actor) -> None:
    """The dossier ended without its result: nothing more is owed, and what the rule gives back is owed to the payer."""
    ending = _ending_of(row)
    if ending is not None:
        fees.close_dues(subject=(KIND, row.id), ending=ending, actor=actor)


def _ending_of(row: Dossier) -> Ending | None:
    match Status(row.status):
        case Status.NOT_ACCEPTED:
            return Ending.NOT_ACCEPTED
        case Status.WITHDRAWN:
            return Ending.WITHDRAWN if row.accepted_at else Ending.WITHDRAWN_EARLY
        case Status.STOPPED:
            return Ending.STOPPED
        case _:
            return None
