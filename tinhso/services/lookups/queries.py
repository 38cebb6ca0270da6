"""Reads of consents, for the door itself and the holder's page."""

from django.db.models import QuerySet

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, Right
from tinhso.kernel.actor import Actor
from tinhso.services.lookups.models import ConsentRow
from tinhso.services.lookups.types import Purpose


def is_own(subject: HolderRef, actor: Actor) -> bool:
    """The person, a guardian, or one who may act for the organisation."""
    if actor.person_id is None:
        return False
    if subject.kind == "person":
        return subject.id == actor.person_id or subject.id in identity.wards_of(actor.person_id)
    return bool(identity.rights_in(actor.person_id, subject.id) & {Right.SUBMIT, Right.MANAGE})


def open_consents(subject: HolderRef) -> QuerySet[ConsentRow]:
    return ConsentRow.objects.filter(holder_kind=subject.kind, holder_id=subject.id, withdrawn_at=None)


def has_consent(subject: HolderRef, purpose: Purpose) -> bool:
    """Given for this very version: other words need another consent."""
    return open_consents(subject).filter(purpose=purpose.code, version_id=purpose.version_id).exists()
