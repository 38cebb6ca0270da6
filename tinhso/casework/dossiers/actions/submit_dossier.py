"""File a dossier: it gets its code, pins its definitions, starts its process and its answer clock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import (
    applicants,
    assurance,
    chronicle,
    cosigners,
    dues,
    filing_facts,
    mailing,
    places,
    timing,
)
from tinhso.casework.dossiers.confidentiality import filed_levels
from tinhso.casework.dossiers.domain import format_code, missing_papers, sequence_scope
from tinhso.casework.dossiers.errors import CosignersMissing, KeyReused, NotOffered, PapersMissing
from tinhso.casework.dossiers.events import DossierSubmitted
from tinhso.casework.dossiers.models import Cosigning, Dossier
from tinhso.casework.dossiers.process_facts import offered_facts
from tinhso.casework.dossiers.queries import tracking_index
from tinhso.casework.dossiers.types import Application, Filed, FilingChannel, ReturnMethod, Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ClockKind
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Component, FrontDoor, Procedure
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency, HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_key
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.text import clean
from tinhso.services.registers import api as registers
from tinhso.services.vault import api as vault


def submit_dossier(*, application: Application, idempotency_key: str | None, actor: Actor) -> Filed:
    """Write the dossier and everything that begins with it, in one transaction.

    The same key answers with the same dossier. Raises Invalid (fields), PapersMissing, NotOffered, Denied.
    """
    at = application.received_at or now()
    version = definitions.get_version(application.procedure_version_id)
    procedure = procedures.get_procedure_version(version.id)
    with transaction.atomic():
        if idempotency_key:
            # The same filing sent twice at once: the second waits here for what the first becomes.
            lock_key(f"dossier.filing.{idempotency_key}")
        known = _filed_before(idempotency_key, application)
        if known is not None:
            return known
        name, ending = _authorise(application, actor)
        receiving = identity.get_agency(application.receiving_agency_id)
        _check_offered(procedure, application)
        if application.replaces_id is None:
            mailing.check(procedure, application.return_method, application.mailing)
        owner = places.owner_of(receiving, procedure, application.owner_agency_id)
        situation = procedures.case_of(procedure, application.answers) or ""
        asked = _check_answers(application, procedure, situation, actor)
        signed = _cosigned(application, actor)
        levels = filed_levels(procedure.code, on=local(at).date())
        row = Dossier(
            code=_new_code(receiving, at, actor),
            idempotency_key=idempotency_key,
            procedure_code=procedure.code,
            procedure_title=procedure.title,
            field_code=procedure.field_code,
            situation=situation,
            procedure_version_id=version.id,
            status=Status.REGISTERED.value,
            channel=application.channel.value,
            return_method=application.return_method.value,
            applicant_kind=application.applicant.kind,
            applicant_id=application.applicant.id,
            applicant_class="agency" if identity.is_agency(application.applicant) else application.applicant.kind,
            applicant_name=name,
            filed_by_id=actor.person_id,
            receiving_agency_id=receiving.id,
            owner_agency_id=owner.id,
            return_agency_id=_returning(application),
            submitted_at=at,
            submitted_on=local(at).date(),
            answers=forms.with_unit_names(forms.form_of(version.id), application.answers),
            papers={code: [str(i) for i in ids] for code, ids in application.papers.items()},
            held={code: str(item) for code, item in application.held.items()},
            tracking_index=b"",
            level=levels.dossier,
            paper_levels=dict(levels.papers),
            replaces_id=application.replaces_id,
            batch_id=application.batch_id,
        )
        row.tracking_index = tracking_index(row.code, ending)
        chronicle.begin(row, words=f"Nộp hồ sơ ({application.channel.words.lower()}).", at=at, actor=actor)
        if signed:
            Cosigning.objects.filter(id__in=signed).update(dossier_id=row.id)
        for ids in application.papers.values():
            for file_id in ids:
                files.link_file(file_id=file_id, owner=("dossier", row.id), actor=actor)
        dues.raise_at_filing(row, application.claim, at=at, actor=actor)
        mailing.pass_on(row, actor=actor)
        mailing.begin(row, application.mailing, at=at, actor=actor)
        clock = timing.start_intake(row, actor=actor)
        progress = workflow.start_process(
            version_id=version.id,
            process_body=version.body["process"],
            subject=("dossier", row.id),
            facts=workflow.facts_from(version.body["process"], offered_facts(row)),
            due_for=timing.step_clock(row, intake=clock, actor=actor),
            actor=actor,
            at=at,
        )
        chronicle.follow(row, progress, at=at, actor=actor)
        draft = forms.close_draft(application.draft_id, actor=actor) if application.draft_id is not None else None
        chronicle.tell(
            row,
            DossierSubmitted,
            act="dossiers.submit",
            actor=actor,
            is_first=True,
            **filing_facts.of(application, procedure, draft=draft, papers_asked=asked),
        )
    return Filed(id=row.id, code=row.code, submitted_at=at, answer_due_at=clock.due_at if clock else None, is_new=True)


def _filed_before(key: str | None, application: Application) -> Filed | None:
    # Almost always there is none: looking for the id alone is cheaper than for a whole row.
    known = Dossier.objects.filter(idempotency_key=key).values_list("id", flat=True).first() if key else None
    if known is None:
        return None
    row = Dossier.objects.get(id=known)
    if (row.applicant_kind, row.applicant_id) != (application.applicant.kind, application.applicant.id):
        raise Denied("Khóa chống nộp trùng này thuộc hồ sơ của người khác.")
    # A draft or a replaced dossier is its own key; a program's key must not hide that it sends something else.
    is_own_key = application.draft_id is not None or application.replaces_id is not None
    said = (
        application.procedure_version_id,
        application.receiving_agency_id,
        application.return_method.value,
        dict(application.answers),
        (application.claim.exemption, clean(application.claim.evidence)) if application.claim else None,
    )
    kept = (row.procedure_version_id, row.receiving_agency_id, row.return_method, row.answers)
    if not is_own_key and said != (*kept, dues.claimed_at_filing(row)):
        raise KeyReused
    clocks = deadlines.get_clocks(("dossier", row.id))
    due = next((c.due_at for c in clocks if c.kind is ClockKind.INTAKE_ANSWER), None)
    return Filed(id=row.id, code=row.code, submitted_at=row.submitted_at, answer_due_at=due, is_new=False)


def _authorise(application: Application, actor: Actor) -> tuple[str, str]:
    """Name and number's end of the applicant, if this actor may file for them: oneself, an organisation, at a counter."""
    holder = application.applicant
    if actor.is_officer:
        access.authorise(actor=actor, act="dossiers.receive", agency_id=application.receiving_agency_id)
    elif not applicants.may_file_for(actor.person_id, holder):
        raise Denied("Bạn chỉ nộp được hồ sơ của chính mình hoặc của tổ chức mà bạn đại diện.")
    if application.channel is FilingChannel.ONLINE and not (actor.is_officer or actor.is_system):
        assurance.require(assurance.FILE, actor=actor)
    return identity.name_and_ending(holder)


def _returning(application: Application) -> UUID | None:
    """Another one-stop where the result is fetched on paper; None where it is fetched where it was filed, or online."""
    wanted = application.return_agency_id
    if (
        wanted is None
        or wanted == application.receiving_agency_id
        or application.return_method is not ReturnMethod.COUNTER
    ):
        return None
    if not places.is_desk(wanted):
        raise NotOffered("Nơi bạn chọn nhận kết quả không phải bộ phận một cửa.")
    return wanted


def _check_offered(procedure: Procedure, application: Application) -> None:
    channel = application.channel
    if not procedure.is_operational:
        raise NotOffered("Thủ tục này chưa tiếp nhận trên hệ thống của tỉnh.")
    if (
        procedure.front_door is FrontDoor.NATIONAL
        and channel is FilingChannel.ONLINE
        and not application.is_from_national
    ):
        raise NotOffered("Thủ tục này nộp trực tuyến trên Cổng Dịch vụ công quốc gia.")
    if not takes(procedure, channel):
        raise NotOffered(f"Thủ tục này không nhận hồ sơ qua hình thức {channel.words.lower()}.")


def takes(procedure: Procedure, channel: FilingChannel) -> bool:
    """Whether filings of that channel are received: online from "một phần" up, by post where the province says so."""
    match channel:
        case FilingChannel.ONLINE:
            return procedure.takes_online
        case FilingChannel.COUNTER:
            return not procedure.paper_not_accepted
        case FilingChannel.POSTAL:
            return procedure.by_post is not False


def _check_answers(application: Application, procedure: Procedure, situation: str, actor: Actor) -> int:
    """How many papers this filing is asked for. Raises Invalid (fields), PapersMissing."""
    errors = forms.validate(forms.form_of(application.procedure_version_id), application.answers)
    if errors:
        raise Invalid("Tờ khai chưa đúng.", fields={pointer: "; ".join(texts) for pointer, texts in errors.items()})
    required = procedures.required_components(
        procedure, channel=application.channel.value, case=situation or None, answers=application.answers
    )
    held = _held(application, procedure, actor)
    asked = [c.code for c in required if not (c.is_form or c.shown_only)]
    missing = missing_papers(asked, application.papers, held)
    if missing and application.channel is FilingChannel.ONLINE:
        titles = {c.code: c.title for c in required}
        raise PapersMissing(
            "Còn thiếu giấy tờ: " + "; ".join(titles[code] for code in missing) + ".",
            fields={f"/papers/{code}": "Chưa có giấy tờ này." for code in missing},
        )
    return len(asked)


def _cosigned(application: Application, actor: Actor) -> tuple[UUID, ...]:
    """The confirmations that go with an online filing. Raises CosignersMissing while one is outstanding.

    At the counter those who sign together stand before the officer.
    """
    form = forms.form_of(application.procedure_version_id)
    if not form.cosigners or application.channel is not FilingChannel.ONLINE or application.replaces_id is not None:
        return ()
    if application.draft_id is None:
        raise CosignersMissing("Thủ tục này cần người cùng ký xác nhận: hãy nộp qua trang của tỉnh hoặc tại quầy.")
    draft = forms.get_draft(application.draft_id, actor=actor)
    if dict(application.answers) != dict(draft.data):
        raise CosignersMissing("Nội dung nộp khác với nội dung người cùng ký đã xác nhận.")
    found = cosigners.cosigners_of(draft, applicant_id=actor.person_id)
    if waiting := [one.name for one in found if not one.has_confirmed]:
        raise CosignersMissing(f"Còn chờ người cùng ký xác nhận: {', '.join(waiting)}.")
    return tuple(one.id for one in found if one.id is not None)


def _held(application: Application, procedure: Procedure, actor: Actor) -> tuple[str, ...]:
    """The components that a vault item stands for. Raises Invalid (no such component), PapersMissing (no valid item)."""
    components = {component.code: component for component in procedure.components}
    if unknown := {*application.papers, *application.held} - components.keys():
        words = "Thủ tục này không có thành phần hồ sơ đó."
        raise Invalid(words, fields={f"/papers/{code}": words for code in sorted(unknown)})
    held = tuple(
        code
        for code, item in application.held.items()
        if _stands_for(components[code], item, application.applicant, actor)
    )
    gone = application.held.keys() - {*held}
    if gone and application.replaces_id is None:
        raise PapersMissing(
            "Giấy tờ trong kho không dùng được cho hồ sơ này.",
            fields={f"/papers/{code}": "Hãy đính kèm giấy tờ này." for code in sorted(gone)},
        )
    return held


def _stands_for(component: Component, item_id: UUID, holder: HolderRef, actor: Actor) -> bool:
    """Whether a vault item of this holder is the valid result that the component asks for."""
    if component.result_code is None:
        return False
    items = vault.find_items(holder=holder, result_code=component.result_code, actor=actor)
    return item_id in {item.id for item in items}


def _new_code(receiving: Agency, at: datetime, actor: Actor) -> str:
    day = local(at).date()
    pattern = definitions.get("dossier_code", "dossier-code", on=day).body["pattern"]
    number = registers.take_number(
        scope=sequence_scope(pattern, agency=receiving.legacy_code or receiving.code, day=day), actor=actor
    )
    return format_code(
        pattern, agency=receiving.code, agency_legacy=receiving.legacy_code or receiving.code, day=day, number=number
    )
