"""Begin an application: choose the one-stop, fill in what the platform knows, open the draft."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import places
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.applicants import applicant_of, holders_of
from tinhso.casework.dossiers.errors import NoDossier, NotOffered
from tinhso.casework.dossiers.models import Dossier, FilingPlan
from tinhso.casework.dossiers.types import Application, Filed, FilingChannel, Mailing, ReturnMethod
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft, HeldItem, PaperSpec, Prefilled
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import FrontDoor, Procedure
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.services.fees.types import ClaimInput
from tinhso.services.lookups import api as lookups
from tinhso.services.vault import api as vault

# The draft puts its own id in.
NEXT_URL = "/ho-so/gui/{draft_id}/"


def one_stops(procedure: Procedure) -> tuple[Agency, ...]:
    """The one-stops that receive this procedure online: each under an agency of the tier that decides."""
    agencies = {agency.id: agency for agency in identity.list_agencies()}
    desks = {post.agency_id for post in identity.list_posts(role="one_stop_officer")}
    found = []
    for agency_id in desks:
        agency = agencies.get(agency_id)
        if agency is not None and _decided_here(agency, procedure):
            found.append(agency)
    return tuple(sorted(found, key=lambda agency: agency.name))


def is_one_stop(agency: Agency, procedure: Procedure) -> bool:
    """Whether this agency is one of `one_stops`."""
    return bool(identity.list_posts(agency_id=agency.id, role="one_stop_officer")) and _decided_here(agency, procedure)


def _decided_here(agency: Agency, procedure: Procedure) -> bool:
    if procedure.deciding_agency:
        return places.level_of(agency) in procedure.receiving_places
    try:
        places.owner_of(agency, procedure, None)
    except NotOffered:
        return False
    return True


def return_desks(procedure: Procedure) -> tuple[Agency, ...]:
    """The one-stops where the result may be fetched on paper: anywhere in the province where the procedure is taken so."""
    return one_stops(procedure) if procedure.anywhere_in_province else ()


def proposed(desks: tuple[Agency, ...], applicant: HolderRef) -> UUID | None:
    """The one-stop of the unit where the applicant lives or sits, None when there is none among these."""
    home = applicant_of(applicant).unit_code
    return next((desk.id for desk in desks if home and _unit_of(desk) == home), None)


def _unit_of(agency: Agency) -> str:
    while not agency.unit_code and agency.parent_id:
        agency = identity.get_agency(agency.parent_id)
    return agency.unit_code


# Nobody fills in a form only to be told at its end.
COUNTER_ONLY = "Thủ tục này chỉ nhận trực tiếp: mang giấy tờ đến Bộ phận Một cửa."


def begin(*, procedure_code: str, applicant: HolderRef, receiving_agency_id: UUID, actor: Actor) -> UUID:
    """Open a draft with everything prefilled that the register and the vault hold; returns the draft's id."""
    version = definitions.get("procedure", procedure_code)
    procedure = procedures.get_procedure_version(version.id)
    if procedure.front_door is FrontDoor.NATIONAL:
        raise NotOffered("Thủ tục này nộp trực tuyến trên Cổng Dịch vụ công quốc gia.")
    if not procedure.takes_online:
        raise NotOffered(COUNTER_ONLY)
    if not procedure.is_operational or receiving_agency_id not in {a.id for a in one_stops(procedure)}:
        raise NotOffered("Nơi tiếp nhận này không nhận thủ tục bạn chọn.")
    with transaction.atomic():
        if identity.is_of_tree(applicant) and not actor.is_officer:
            identity.register_agency(agency_id=applicant.id, actor=actor)
        draft_id = forms.start_draft(
            owner=(applicant.kind, applicant.id),
            procedure_version_id=version.id,
            prefill=known_values(applicant, procedure_code=procedure.code, actor=actor),
            next_url=NEXT_URL,
            papers=paper_specs(procedure, applicant, actor),
            actor=actor,
        )
        FilingPlan.objects.create(
            draft_id=draft_id,
            applicant_kind=applicant.kind,
            applicant_id=applicant.id,
            receiving_agency_id=receiving_agency_id,
            created_at=now(),
        )
    return draft_id


def known_values(applicant: HolderRef, *, procedure_code: str = "", actor: Actor) -> Mapping[str, Prefilled]:
    """What is known about the applicant: our register's row, registers of others (by consent), the vault's results."""
    register = forms.known_values(applicant, actor=actor)
    known = {
        path: Prefilled(
            value=value,
            # Who files for an organisation is filled in from the own account, not from the organisation's entry.
            source="đăng ký của tổ chức" if path.startswith("organisation.") else "tài khoản định danh của bạn",
            as_of=today(),
        )
        for path, value in register.items()
    }
    # A person who files for a ward is asked about themselves, as the register's row is.
    asked = applicant
    if applicant.kind == "person" and actor.person_id is not None and not actor.is_officer:
        asked = HolderRef(kind="person", id=actor.person_id)
    if not actor.is_officer or access.can(actor=actor, act="lookups.read", agency_id=actor.agency_id):
        for path, fact in lookups.known_values(asked, procedure_code=procedure_code, actor=actor).items():
            known.setdefault(path, Prefilled(value=fact.value, source=fact.source, as_of=fact.as_of))
    if not _reads_vault(actor):
        return known
    for path, value in vault.known_values(holder=applicant, actor=actor).items():
        known[path] = Prefilled(value=value.value, source=value.source, as_of=value.as_of)
    return known


def _reads_vault(actor: Actor) -> bool:
    """A postman who takes dossiers in does not see what people hold: the desk finds it when it accepts."""
    return not actor.is_officer or access.can(actor=actor, act="vault.read", agency_id=access.Whose.NO_AGENCY)


def filled_from_register(version_id: UUID, applicant: HolderRef, *, actor: Actor) -> dict[str, Any]:
    """The answers that the platform's own register gives, where a desk asks for nothing else about the person."""
    register = forms.known_values(applicant, actor=actor)
    known = {
        path: Prefilled(value=value, source="hệ thống của tỉnh", as_of=today()) for path, value in register.items()
    }
    return forms.prefilled(version_id, known)


def paper_specs(procedure: Procedure, applicant: HolderRef, actor: Actor) -> tuple[PaperSpec, ...]:
    """The components to ask for; one that the vault holds stands for itself, our own form is never asked as a scan."""
    specs = []
    for component in procedure.components:
        if component.is_form or component.shown_only:
            continue
        held = None
        if component.result_code and _reads_vault(actor):
            items = vault.find_items(holder=applicant, result_code=component.result_code, actor=actor)
            held = HeldItem(items[0].id, items[0].title, items[0].issued_on) if items else None
        specs.append(
            PaperSpec(
                code=component.code,
                title=component.title,
                note=component.hint,
                originals=component.originals or 0,
                copies=component.copies or 0,
                required_when=component.required_when,
                held=held,
            )
        )
    return tuple(specs)


def plan_of(draft_id: UUID, *, actor: Actor) -> tuple[FilingPlan, Draft]:
    """The plan and the draft, for its owner only. Raises NoDossier."""
    draft = forms.get_draft(draft_id, actor=actor)
    plan = FilingPlan.objects.filter(draft_id=draft_id).first()
    if plan is None:
        raise NoDossier
    return plan, draft


def file_draft(
    *,
    draft_id: UUID,
    return_method: ReturnMethod,
    return_agency_id: UUID | None = None,
    claim: ClaimInput | None = None,
    mailing: Mailing | None = None,
    actor: Actor,
) -> Filed:
    """Submit what the draft holds; twice is once, since the draft is its own idempotency key."""
    plan, draft = plan_of(draft_id, actor=actor)
    application = Application(
        procedure_version_id=draft.procedure_version_id,
        applicant=plan.holder,
        answers=draft.data,
        receiving_agency_id=plan.receiving_agency_id,
        owner_agency_id=plan.owner_agency_id,
        channel=FilingChannel.ONLINE,
        return_method=return_method,
        return_agency_id=return_agency_id,
        papers={code: tuple(file.file_id for file in files) for code, files in draft.files.items()},
        held=draft.held,
        draft_id=draft_id,
        claim=claim,
        mailing=mailing,
    )
    return submit_dossier(application=application, idempotency_key=f"draft-{draft_id}", actor=actor)


def filed_from(draft_id: UUID, *, actor: Actor) -> UUID | None:
    """The dossier that this draft became, if its owner asks; None before it was filed."""
    row = Dossier.objects.filter(idempotency_key=f"draft-{draft_id}").first()
    if row is None or (row.applicant_kind, row.applicant_id) not in holders_of(actor):
        return None
    return row.id
