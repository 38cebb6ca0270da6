"""A dossier as the national portal is told of it: codes, instants, what was asked and given; names only as far as a rule sends them."""

from uuid import UUID

from django.conf import settings

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.correspondence import Supplement, SupplementState, supplements_of
from tinhso.casework.dossiers.domain import tidy_code
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.queries import result_of
from tinhso.casework.dossiers.types import ReturnMethod
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import DueState
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import (
    AskedFee,
    AskedMore,
    DossierState,
    GivenPaper,
    IssuedResult,
    PaperAtDesk,
)

PURPOSE = "Đồng bộ hồ sơ lên Cổng Dịch vụ công quốc gia"
_TOLD = (SupplementState.OPEN, SupplementState.ANSWERED, SupplementState.EXPIRED)

_OWED = (DueState.OPEN, DueState.SETTLED)


def national_state(dossier_id: UUID, *, actor: Actor) -> DossierState:
    """As it is now; the applicant sees that it was read. Raises NoDossier."""
    row = models.Dossier.objects.filter(id=dossier_id).defer("answers").first()
    if row is None:
        raise NoDossier
    procedure = procedures.get_procedure_version(row.procedure_version_id)
    owner = identity.get_agency(row.owner_agency_id)
    access.record_read(actor=actor, holders=[row.holder], purpose=PURPOSE, target=("dossier", row.id))
    return DossierState(
        subject_id=row.id,
        code=row.code,
        foreign_code=national_portal.foreign_code_of(row.id),
        procedure_code=row.procedure_code,
        procedure_title=procedure.title,
        field_code=row.field_code,
        field_title=procedure.field_title,
        agency_id=owner.id,
        agency_code=owner.code,
        agency_name=owner.name,
        is_organisation=row.applicant_kind == "organisation",
        applicant_name=row.applicant_name,
        status=row.status,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        level=row.level,
        by_post=row.return_method == ReturnMethod.POSTAL,
        papers=_papers(row, procedure),
        papers_owner="dossier",
        on_paper=_on_paper(row, procedure),
        fees=tuple(
            AskedFee(title=one.title, amount_vnd=one.amount_vnd)
            for one in fees.dues_of(("dossier", row.id))
            if one.state in _OWED
        ),
        asked=tuple(_asked(one) for one in supplements_of(row.id) if one.state in _TOLD),
        results=_results(row, procedure),
    )


def _papers(row: models.Dossier, procedure: Procedure) -> tuple[GivenPaper, ...]:
    titles = {component.code: component.title for component in procedure.components}
    return tuple(
        GivenPaper(component=code, title=titles.get(code, code), id=UUID(one))
        for code, ids in row.papers.items()
        if code not in row.paper_levels
        for one in ids
    )


def _on_paper(row: models.Dossier, procedure: Procedure) -> tuple[PaperAtDesk, ...]:
    """What the desk took in its hand, in the procedure's order; a paper with a level of confidentiality is not told of."""
    counted = {one.component: one for one in models.ComponentCheck.objects.filter(dossier=row)}
    return tuple(
        PaperAtDesk(
            component=one.code,
            title=one.title,
            originals=counted[one.code].originals,
            copies=counted[one.code].copies,
        )
        for one in procedure.components
        if one.code in counted
        and one.code not in row.paper_levels
        and (counted[one.code].originals or counted[one.code].copies)
    )


def _asked(one: Supplement) -> AskedMore:
    """What was asked, by the names of papers and fields; the reasons may name people and stay here."""
    assert one.asked_at is not None
    return AskedMore(
        id=one.id,
        words="; ".join(item.heading for item in one.items)[:500],
        asked_at=one.asked_at,
        answered_at=one.closed_at if one.state is SupplementState.ANSWERED else None,
    )


def _results(row: models.Dossier, procedure: Procedure) -> tuple[IssuedResult, ...]:
    """Where anybody who is told of the result checks it; the paper itself stays here."""
    result = result_of(row.id)
    if result is None or result.file_id is None:
        return ()
    code = next((one.code for one in procedure.results if one.code), "")
    address = f"{settings.PUBLIC_ADDRESS}{result.verification_path}"
    return (IssuedResult(title=result.title, result_code=code, id=result.file_id, address=address),)


def id_of_code(code: str) -> UUID | None:
    """The dossier of this code, ours or the portal's, for the platform's own programs; None when there is none."""
    known = models.Dossier.objects.filter(code=tidy_code(code)).values_list("id", flat=True).first()
    return known or national_portal.subject_of(code)


def step_title(dossier_id: UUID, step: str) -> str:
    """What a step of this dossier's process is called; "" for one that nobody had on a list."""
    found = models.WorkItem.objects.filter(dossier_id=dossier_id, step=step).values_list("step_title", flat=True)
    return found.first() or ""
