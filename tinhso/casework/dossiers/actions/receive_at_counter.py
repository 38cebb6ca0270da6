"""The desk receives a dossier in person or by post: open the form for the applicant, then file and accept in one act."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, places
from tinhso.casework.dossiers.actions.ask_supplement import ask_supplement
from tinhso.casework.dossiers.actions.check_components import keep_checks
from tinhso.casework.dossiers.actions.claim_at_desk import claim_at_desk
from tinhso.casework.dossiers.actions.do_task import TaskDone, do_task
from tinhso.casework.dossiers.actions.enter_late import true_time
from tinhso.casework.dossiers.actions.plan_filing import known_values, paper_specs, plan_of
from tinhso.casework.dossiers.actions.record_representative import record_representative
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.correspondence import AskedItem
from tinhso.casework.dossiers.errors import NotOffered, WrongStatus
from tinhso.casework.dossiers.models import Dossier, FilingPlan
from tinhso.casework.dossiers.types import (
    Application,
    Check,
    Filed,
    FilingChannel,
    LateState,
    Mailing,
    Representative,
    ReturnMethod,
    Verdict,
)
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Draft
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.fees.types import ClaimInput

# The desk's own page of a draft, which puts its id in.
NEXT_URL = "/can-bo/tiep-nhan/{draft_id}/"


def deciders(procedure: Procedure, *, receiving_agency_id: UUID) -> tuple[Agency, ...]:
    """Among which agencies the desk chooses who decides; empty when the place of the desk says it.

    A desk that is not under an agency of the deciding tier takes filings for the whole province (phi địa giới) where the
    procedure lets it. Raises NotOffered when the desk cannot take this procedure.
    """
    receiving = identity.get_agency(receiving_agency_id)
    try:
        places.owner_of(receiving, procedure, None)
    except NotOffered:
        if not procedure.anywhere_in_province or not procedure.deciding_tier:
            raise
    else:
        return ()
    found = [one for one in identity.list_agencies() if one.tier == procedure.deciding_tier]
    return tuple(sorted(found, key=lambda one: one.name))


def other_deciders(procedure: Procedure, *, receiving_agency_id: UUID) -> tuple[Agency, ...]:
    """The agencies for which a desk that has its own may also receive: the others of the deciding tier, where the
    procedure is taken anywhere in the province."""
    if not procedure.anywhere_in_province or not procedure.deciding_tier:
        return ()
    above = set(identity.agency_lineage(receiving_agency_id))
    found = [one for one in identity.list_agencies() if one.tier == procedure.deciding_tier and one.id not in above]
    return tuple(sorted(found, key=lambda one: one.name))


def begin_at_counter(*, procedure_code: str, applicant: HolderRef, owner_agency_id: UUID | None, actor: Actor) -> UUID:
    """Open a draft kept by the officer's post, prefilled with what is known. Raises Denied, NotOffered, Invalid."""
    if actor.agency_id is None:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="dossiers.receive", agency_id=actor.agency_id)
    version = definitions.get("procedure", procedure_code)
    procedure = procedures.get_procedure_version(version.id)
    if not procedure.is_operational:
        raise NotOffered("Thủ tục này chưa tiếp nhận trên hệ thống của tỉnh.")
    choices = {one.id for one in deciders(procedure, receiving_agency_id=actor.agency_id)}
    if choices and owner_agency_id is None:
        raise Invalid("Cần chọn nơi giải quyết.", fields={"/owner": "Chọn cơ quan giải quyết hồ sơ này."})
    if owner_agency_id is not None:
        places.owner_of(identity.get_agency(actor.agency_id), procedure, owner_agency_id)
    with transaction.atomic():
        if identity.is_of_tree(applicant):
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
            receiving_agency_id=actor.agency_id,
            owner_agency_id=owner_agency_id,
            created_at=now(),
        )
        access.record_write(actor=actor, act="dossiers.begin_at_counter", target=("draft", draft_id), detail={})
    return draft_id


def receive_at_counter(
    *,
    draft_id: UUID,
    channel: FilingChannel,
    return_method: ReturnMethod,
    on_paper: Mapping[str, tuple[int, int]],
    representative: Representative | None = None,
    return_agency_id: UUID | None = None,
    mailing: Mailing | None = None,
    wrong: Sequence[Check] = (),
    claim: ClaimInput | None = None,
    actor: Actor,
) -> Filed:
    """File the draft and accept it in one transaction: code, clock and receipt, or nothing at all.

    With components found `wrong` (each with why and how to mend it) the dossier is filed and not accepted: the applicant
    is asked for exactly these, once and completely (NĐ 61/2018 Điều 17), in the same transaction.

    `on_paper`: component code → (originals, copies) that the desk has in hand; `representative`: who came instead of the
    applicant; `claim`: they pay less, the desk has seen the paper that says so. The draft is the idempotency key.
    Raises Invalid (fields) for answers or papers that do not hold, Denied, NotOffered, WrongStatus, FeeInvalid.
    """
    if channel is FilingChannel.ONLINE:
        raise NotOffered("Hồ sơ tại quầy nộp trực tiếp hoặc qua bưu chính.")
    already = Dossier.objects.filter(idempotency_key=f"draft-{draft_id}").first()
    if already is not None:
        access.authorise(actor=actor, act="dossiers.receive", agency_id=already.receiving_agency_id)
        return Filed(
            id=already.id, code=already.code, submitted_at=already.submitted_at, answer_due_at=None, is_new=False
        )
    with transaction.atomic():
        plan, draft = plan_of(draft_id, actor=actor)
        access.authorise(actor=actor, act="dossiers.accept", agency_id=plan.receiving_agency_id)
        files = {code: tuple(one.file_id for one in given) for code, given in draft.files.items()}
        counted = {code: count for code, count in on_paper.items() if sum(count) > 0}
        refuse_missing(draft, {*counted, *files, *(one.component for one in wrong)})
        late, received_at = true_time(draft_id)
        filed = submit_dossier(
            application=Application(
                procedure_version_id=draft.procedure_version_id,
                applicant=plan.holder,
                answers=draft.data,
                receiving_agency_id=plan.receiving_agency_id,
                owner_agency_id=plan.owner_agency_id,
                channel=channel,
                return_method=return_method,
                return_agency_id=return_agency_id,
                mailing=mailing,
                papers=files,
                held=draft.held,
                draft_id=draft_id,
                received_at=received_at,
            ),
            idempotency_key=f"draft-{draft_id}",
            actor=actor,
        )
        row = chronicle.lock(filed.id)
        if claim is not None:
            claim_at_desk(
                dossier_id=row.id, exemption=claim.exemption, evidence=claim.evidence, version=row.version, actor=actor
            )
            row = chronicle.lock(filed.id)
        if representative is not None:
            record_representative(row, representative, at=filed.submitted_at, actor=actor)
        right = (set(files) | set(counted) | set(draft.held)) - {one.component for one in wrong}
        keep_checks(row, (*_checks(right, counted), *wrong), actor=actor)
        if wrong:
            asked = [AskedItem(component=one.component, ask=one.remedy, reason=one.reason) for one in wrong]
            ask_supplement(dossier_id=row.id, items=asked, version=row.version, actor=actor)
        else:
            _accept(row, received_at, actor)
        if late is not None:
            late.state, late.dossier_id = LateState.ENTERED.value, row.id
            late.save(update_fields=["state", "dossier_id"])
            chronicle.note(
                row,
                words=f"Nhập bù theo giấy tiếp nhận {late.paper_number}: {late.reason}"[:300],
                at=now(),
                actor=actor,
            )
    return filed


def refuse_missing(draft: Draft, given: Collection[str]) -> None:
    """Every component that the filing needs was handed over, is held by the vault, or is in `given`. Raises Invalid."""
    missing = [
        paper.spec.code
        for paper in draft.papers
        if paper.spec.code not in given and paper.spec.held is None and not isinstance(paper.spec.required_when, str)
    ]
    if missing:
        raise Invalid(
            "Chưa đủ thành phần hồ sơ.",
            fields={f"/papers/{code}": "Ghi số bản đã nhận, hoặc tải bản chụp lên." for code in missing},
        )


def _checks(codes: set[str], counted: Mapping[str, tuple[int, int]]) -> tuple[Check, ...]:
    return tuple(
        Check(component=code, verdict=Verdict.RIGHT, originals=counted.get(code, (0, 0))[0], copies=counted.get(code, (0, 0))[1])
        for code in sorted(codes)
    )  # fmt: skip


def _accept(row: Dossier, at: datetime | None, actor: Actor) -> None:
    for task in workflow.open_tasks(("dossier", row.id)):
        for outcome in task.outcomes:
            if Act.ACCEPT in outcome.does:
                do_task(task_id=task.id, done=TaskDone(outcome=outcome.code, at=at), version=row.version, actor=actor)
                return
    raise WrongStatus("Quy trình của thủ tục này không có bước tiếp nhận ở quầy.")
