"""Stop processing at the applicant's wish while nothing is decided: national status 8, with the notice of form 05."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, correspondence, letters, timing
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.events import DossierStopped
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.signing_hands import CENTRAL, Hand
from tinhso.casework.dossiers.types import Status
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Invalid


def stop_dossier(
    *, dossier_id: UUID, requested_at: datetime, reason: str, version: int, hand: Hand = CENTRAL, actor: Actor
) -> None:
    """The leader stops an accepted dossier that its applicant asked to stop, and signs the notice.

    `requested_at` = when the applicant asked. Raises Denied, StaleVersion, WrongStatus (not accepted yet, or a result
    is signed), Invalid, and what the signature service raises: then nothing has happened.
    """
    with transaction.atomic():
        row = chronicle.lock(dossier_id, version=version, actor=actor)
        at = now()
        access.authorise(actor=actor, act="dossiers.stop", agency_id=row.owner_agency_id)
        if row.status not in (Status.ACCEPTED, Status.PROCESSING, Status.SUPPLEMENT) or row.accepted_at is None:
            raise WrongStatus("Chỉ dừng giải quyết hồ sơ đã tiếp nhận và chưa có kết quả.")
        if not row.submitted_at <= requested_at <= at:
            raise Invalid(
                "Thời điểm đề nghị chưa đúng.",
                fields={"/requested_at": "Thời điểm đề nghị phải sau khi nộp hồ sơ và không sau bây giờ."},
            )
        if not reason.strip():
            raise Invalid("Cần ghi lý do.", fields={"/reason": "Ghi lý do người nộp nêu."})
        steps = WorkItem.objects.filter(dossier=row, is_open=True, consultation_id__isnull=True)
        step = steps.order_by("opened_at").first()
        stage = step.step_title if step else "đang giải quyết"
        words = f"Dừng giải quyết theo đề nghị của người nộp: {reason.strip()}"
        chronicle.move(row, Status.STOPPED, words=words[:300], at=at, actor=actor)
        letter = letters.stop(row, requested_at=requested_at, stage=stage, actor=actor)
        letters.keep_signed(row, "stop", letter, kind="stop", hand=hand, at=at, actor=actor)
        workflow.cancel_process(subject=("dossier", row.id), actor=actor, at=at)
        timing.cancel_all(row, at=at, reason="Dừng giải quyết theo đề nghị của người nộp.", actor=actor)
        chronicle.save(row)
        chronicle.close_lists(row, at=at, actor=actor)
        correspondence.drop_open(row, at=at)
        chronicle.tell(row, DossierStopped, act="dossiers.stop", actor=actor, cause="applicant")
