"""The person asked to sign confirms the application exactly as they read it, or says why not."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import cosigners
from tinhso.casework.dossiers.errors import CosigningOver, NoCosigning
from tinhso.casework.dossiers.models import Cosigning
from tinhso.casework.dossiers.types import CosigningState
from tinhso.engines.forms.errors import DraftNotFound
from tinhso.engines.forms.types import Draft
from tinhso.foundation.access import api as access
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Invalid

MOST_WORDS = 500


def read_cosigning(*, cosigning_id: UUID, actor: Actor) -> tuple[Cosigning, Draft]:
    """The request and the application that it is about, for the person asked alone; the read is logged.

    Raises NoCosigning, CosigningOver.
    """
    row = Cosigning.objects.filter(id=cosigning_id).first()
    if row is None or not _is_for(row, actor):
        raise NoCosigning
    draft = _draft(row)
    kind, owner_id = draft.owner
    holder = HolderRef(kind="person" if kind == "person" else "organisation", id=owner_id)
    access.record_read(actor=actor, holders=[holder], purpose="Người cùng ký xem tờ khai", target=("draft", draft.id))
    return row, draft


def answer_cosigning(*, cosigning_id: UUID, agrees: bool, digest: str, reason: str = "", actor: Actor) -> None:
    """`digest` is what the page showed: the answer counts for that alone. Raises NoCosigning, CosigningOver, Invalid."""
    with transaction.atomic():
        row = lock_row(Cosigning.objects.filter(id=cosigning_id)).first()
        if row is None or not _is_for(row, actor):
            raise NoCosigning
        draft = _draft(row)
        if row.dossier_id is not None or digest != row.digest or digest != cosigners.digest_of(draft):
            raise CosigningOver("Tờ khai đã được sửa hoặc đã nộp. Hãy đợi người nộp gửi lại rồi xem lại từ đầu.")
        if row.state != CosigningState.ASKED.value:
            raise CosigningOver("Bạn đã trả lời đề nghị này rồi.")
        said = reason.strip()
        if not agrees and not said:
            raise Invalid("Hãy cho biết vì sao bạn không ký.", fields={"/reason": "Hãy cho biết vì sao bạn không ký."})
        if len(said) > MOST_WORDS:
            raise Invalid("Lý do dài quá.", fields={"/reason": f"Lý do dài quá {MOST_WORDS} ký tự."})
        row.state = (CosigningState.CONFIRMED if agrees else CosigningState.DECLINED).value
        row.reason = "" if agrees else said
        row.answered_by_id, row.answered_at = actor.person_id, now()
        row.save(update_fields=["state", "reason", "answered_by_id", "answered_at"])
        access.record_write(
            actor=actor,
            act="dossiers.answer_cosigning",
            target=("draft", row.draft_id),
            detail={"answer": row.state, "digest": digest},
        )


def _is_for(row: Cosigning, actor: Actor) -> bool:
    if actor.person_id is None or actor.is_officer:
        return False
    number = cosigners.number_of(actor.person_id)
    return bool(number) and cosigners.number_index(number) == bytes(row.number_index)


def _draft(row: Cosigning) -> Draft:
    try:
        return cosigners.plan_and_draft(row.draft_id)[1]
    except DraftNotFound:
        raise CosigningOver("Hồ sơ này đã được bỏ, không cần ký nữa.") from None
