"""Give a consent to one version of a purpose, and withdraw it: from that moment nothing is looked up on it."""

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.services.lookups import queries
from tinhso.services.lookups.actions.look_up import purpose_of
from tinhso.services.lookups.errors import NoPurpose, NotYours
from tinhso.services.lookups.models import ConsentRow
from tinhso.services.lookups.types import Basis


def give_consent(*, code: str, subject: HolderRef, actor: Actor) -> None:
    purpose = purpose_of(code)
    if purpose.basis is not Basis.CONSENT:
        raise NoPurpose("Mục đích này theo luật, không cần đồng ý.")
    with transaction.atomic():
        _own(subject, actor)
        lock_key(f"lookups.consent:{subject.kind}:{subject.id}:{code}")
        if queries.has_consent(subject, purpose):
            return
        assert actor.person_id is not None
        row = ConsentRow.objects.create(
            holder_kind=subject.kind,
            holder_id=subject.id,
            purpose=code,
            version_id=purpose.version_id,
            given_by_id=actor.person_id,
            given_at=now(),
        )
        access.record_write(
            actor=actor, act="lookups.give_consent", target=("lookups.consent", row.id), detail={"purpose": code}
        )


def withdraw_consent(*, code: str, subject: HolderRef, actor: Actor) -> None:
    with transaction.atomic():
        _own(subject, actor)
        for row in queries.open_consents(subject).filter(purpose=code):
            row.withdrawn_at = now()
            row.save(update_fields=["withdrawn_at"])
            access.record_write(
                actor=actor,
                act="lookups.withdraw_consent",
                target=("lookups.consent", row.id),
                detail={"purpose": code},
            )


def _own(subject: HolderRef, actor: Actor) -> None:
    if actor.is_officer or not queries.is_own(subject, actor):
        raise NotYours("Bạn chỉ đồng ý hoặc rút đồng ý cho dữ liệu của mình.")
