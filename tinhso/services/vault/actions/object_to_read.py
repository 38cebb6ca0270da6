"""A holder objects to one reading of the own data; somebody who may answers it once, in words."""

from uuid import UUID

from django.db import IntegrityError, transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.services.vault import queries
from tinhso.services.vault.errors import ItemNotFound, ObjectionRefused
from tinhso.services.vault.models import Objection

LONGEST_REASON, LONGEST_ANSWER = 1000, 1000
ANSWER_ACT = "vault.answer_objection"


def object_to_read(*, read_id: UUID, holder: HolderRef, reason: str, actor: Actor) -> Objection:
    if actor.is_officer or not queries.is_own(holder, actor):
        raise ItemNotFound("Không có lần xem này.")
    entry = next((one for one in access.reads_of(holder) if one.id == read_id), None)
    if entry is None:
        raise ItemNotFound("Không có lần xem này.")
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        words = f"Ghi vì sao bạn phản đối, nhiều nhất {LONGEST_REASON} ký tự."
        raise ObjectionRefused(words, fields={"/reason": words})
    assert actor.person_id is not None
    try:
        with transaction.atomic():
            row = Objection.objects.create(
                read_id=read_id,
                holder_kind=holder.kind,
                holder_id=holder.id,
                read_at=entry.at,
                read_purpose=entry.purpose[:300],
                reader_post_id=entry.post_id,
                reason=said,
                made_by_id=actor.person_id,
                made_at=now(),
            )
            access.record_write(actor=actor, act="vault.object", target=("vault.objection", row.id), detail={})
    except IntegrityError:
        words = "Bạn đã phản đối lần xem này rồi."
        raise ObjectionRefused(words, fields={"/reason": words}) from None
    return row


def answer_objection(*, objection_id: UUID, answer: str, actor: Actor) -> None:
    """Raises ActDenied, ItemNotFound, ObjectionRefused (no words, answered before, the own reading)."""
    access.authorise(actor=actor, act=ANSWER_ACT, agency_id=access.Whose.NO_AGENCY)
    said = answer.strip()
    with transaction.atomic():
        row = lock_row(Objection.objects.filter(id=objection_id)).first()
        if row is None:
            raise ItemNotFound("Không có phản đối này.")
        if not said or len(said) > LONGEST_ANSWER:
            words = f"Ghi câu trả lời, nhiều nhất {LONGEST_ANSWER} ký tự."
            raise ObjectionRefused(words, fields={"/answer": words})
        if row.answered_at is not None:
            raise ObjectionRefused("Phản đối này đã được trả lời.", fields={"/answer": "Đã được trả lời."})
        if row.reader_post_id is not None and row.reader_post_id == actor.post_id:
            raise ObjectionRefused(
                "Người đã xem không tự trả lời.", fields={"/answer": "Người đã xem không tự trả lời."}
            )
        row.answer, row.answered_by_id, row.answered_at = said, actor.person_id, now()
        row.save(update_fields=["answer", "answered_by_id", "answered_at"])
        access.record_write(actor=actor, act=ANSWER_ACT, target=("vault.objection", row.id), detail={})
