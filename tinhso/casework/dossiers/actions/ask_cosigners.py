"""Ask those who sign with the applicant to confirm the finished application from their own sign-in."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import cosigners
from tinhso.casework.dossiers.actions.plan_filing import plan_of
from tinhso.casework.dossiers.applicants import may_file_for
from tinhso.casework.dossiers.errors import CosignersMissing
from tinhso.casework.dossiers.models import Cosigning
from tinhso.casework.dossiers.types import Cosigner, CosigningState
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.kernel.errors import Denied


def ask_cosigners(*, draft_id: UUID, actor: Actor) -> tuple[Cosigner, ...]:
    """Each gets one request for the application as it stands; who has confirmed just this is not asked again.

    Raises NoDossier (not theirs), Denied, CosignersMissing (not complete, or somebody without a personal number).
    """
    with transaction.atomic():
        lock_key(f"dossier.cosigning.{draft_id}")
        plan, draft = plan_of(draft_id, actor=actor)
        if actor.person_id is None or not may_file_for(actor.person_id, plan.holder):
            raise Denied("Bạn chỉ nộp được hồ sơ của chính mình hoặc của tổ chức mà bạn đại diện.")
        if not draft.is_complete:
            raise CosignersMissing("Hãy làm xong hồ sơ rồi gửi cho người cùng ký.")
        waiting = [one for one in cosigners.cosigners_of(draft, applicant_id=actor.person_id) if not one.has_confirmed]
        named, digest = cosigners.named_in(draft), cosigners.digest_of(draft)
        for one in waiting:
            name, number = named[one.role]
            if not number:
                raise CosignersMissing(f"{name} chưa có số định danh cá nhân: hãy cùng đến bộ phận một cửa để ký.")
            Cosigning.objects.update_or_create(
                draft_id=draft_id,
                role=one.role,
                defaults={
                    "name": name,
                    "number_index": cosigners.number_index(number),
                    "digest": digest,
                    "state": CosigningState.ASKED.value,
                    "asked_by_id": actor.person_id,
                    "asked_at": now(),
                    "answered_by_id": None,
                    "answered_at": None,
                    "reason": "",
                },
            )
        access.record_write(
            actor=actor, act="dossiers.ask_cosigners", target=("draft", draft_id), detail={"asked": len(waiting)}
        )
        return cosigners.cosigners_of(draft, applicant_id=actor.person_id)
