"""Ways out before a result: the applicant withdraws; a wrong acceptance is cancelled and replaced with the head's approval."""

from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.casework.dossiers import chronicle, correspondence, timing
from tinhso.casework.dossiers.actions.submit_dossier import submit_dossier
from tinhso.casework.dossiers.applicants import may_file_for
from tinhso.casework.dossiers.errors import HiddenDossier, WrongStatus
from tinhso.casework.dossiers.events import AcceptanceCancelled, DossierWithdrawn
from tinhso.casework.dossiers.models import Cancellation, Dossier
from tinhso.casework.dossiers.types import Application, Filed, FilingChannel, ReturnMethod, Status
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied, Invalid


def withdraw_dossier(*, dossier_id: UUID, reason: str, actor: Actor) -> None:
    """The applicant takes the dossier back while there is no result. Raises NoDossier for anybody else, WrongStatus."""
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        at = now()
        if not is_applicant(row, actor):
            raise HiddenDossier
        chronicle.move(row, Status.WITHDRAWN, words=f"Người nộp rút hồ sơ. {reason}".strip()[:300], at=at, actor=actor)
        workflow.cancel_process(subject=("dossier", row.id), actor=actor, at=at)
        timing.cancel_all(row, at=at, reason="Người nộp rút hồ sơ.", actor=actor)
        chronicle.save(row)
        chronicle.close_lists(row, at=at, actor=actor)
        correspondence.drop_open(row, at=at)
        chronicle.tell(row, DossierWithdrawn, act="dossiers.withdraw", actor=actor)


def is_applicant(row: Dossier, actor: Actor) -> bool:
    """Whether the actor is the applicant or stands for the organisation that is."""
    holder = row.holder
    return not actor.is_officer and may_file_for(actor.person_id, holder)


def request_cancellation(*, dossier_id: UUID, reason: str, version: int, actor: Actor) -> None:
    """An officer says that a dossier was accepted by mistake; nothing changes until the head approves."""
    if not reason.strip():
        raise Invalid("Cần ghi lý do.", fields={"/reason": "Hãy ghi vì sao việc tiếp nhận là nhầm."})
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        access.authorise(actor=actor, act="dossiers.accept", agency_id=row.receiving_agency_id)
        if row.status not in (Status.ACCEPTED, Status.PROCESSING) or actor.person_id is None:
            raise WrongStatus("Chỉ hủy được việc tiếp nhận của hồ sơ đang giải quyết.")
        try:
            Cancellation.objects.create(
                dossier=row, reason=reason.strip(), requested_at=now(), requested_by_id=actor.person_id
            )
        except IntegrityError as twice:
            raise WrongStatus("Đã có đề nghị hủy việc tiếp nhận hồ sơ này.") from twice
        access.record_write(actor=actor, act="dossiers.request_cancellation", target=("dossier", row.id), detail={})


def approve_cancellation(*, dossier_id: UUID, version: int, actor: Actor) -> Filed:
    """The head approves: the dossier stops (8) and a new one with the same content, code of its own, takes its place.

    Raises Denied for the officer who asked: the head is another person.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        access.authorise(actor=actor, act="dossiers.approve_cancellation", agency_id=row.receiving_agency_id)
        request = Cancellation.objects.filter(dossier=row, approved_at__isnull=True).first()
        if request is None:
            raise WrongStatus("Không có đề nghị hủy nào đang chờ duyệt.")
        if request.requested_by_id == actor.person_id:
            raise Denied("Người đề nghị không tự duyệt được.")
        chronicle.move(
            row, Status.STOPPED, words=f"Hủy việc tiếp nhận nhầm: {request.reason}"[:300], at=at, actor=actor
        )
        workflow.cancel_process(subject=("dossier", row.id), actor=actor, at=at)
        timing.cancel_all(row, at=at, reason="Hủy việc tiếp nhận nhầm.", actor=actor)
        chronicle.save(row)
        chronicle.close_lists(row, at=at, actor=actor, keeps_dues=True)
        correspondence.drop_open(row, at=at)
        filed = submit_dossier(application=_again(row), idempotency_key=f"replaces-{row.id}", actor=actor)
        request.approved_at, request.approved_by_id, request.replacement_id = at, actor.person_id, filed.id
        request.save(update_fields=["approved_at", "approved_by_id", "replacement_id"])
        chronicle.tell(
            row, AcceptanceCancelled, act="dossiers.approve_cancellation", actor=actor, replacement_id=filed.id
        )
    return filed


def _again(row: Dossier) -> Application:
    version = definitions.get("procedure", row.procedure_code)
    return Application(
        procedure_version_id=version.id,
        applicant=row.holder,
        answers=row.answers,
        receiving_agency_id=row.receiving_agency_id,
        owner_agency_id=row.owner_agency_id,
        return_agency_id=row.return_agency_id,
        channel=FilingChannel(row.channel),
        return_method=ReturnMethod(row.return_method),
        papers={code: tuple(UUID(i) for i in ids) for code, ids in row.papers.items()},
        held={code: UUID(item) for code, item in row.held.items()},
        replaces_id=row.id,
    )
