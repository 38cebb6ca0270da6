"""Reads of consents, for the door itself and the holder's page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, Right
from tinhso.kernel.actor import Actor
from tinhso.services.lookups.models import ConsentRow
from tinhso.services.lookups.types import Basis, Purpose, RegisterKind, Things


def is_own(subject: HolderRef, actor: Actor) -> bool:
    """The person, a guardian, or one who may act for the organisation."""
    if actor.person_id is None:
        return False
    if subject.kind == "person":
        return subject.id == actor.person_id or subject.id in identity.wards_of(actor.person_id)
    return bool(identity.rights_in(actor.person_id, subject.id) & {Right.SUBMIT, Right.MANAGE})


def open_consents(subject: HolderRef) -> QuerySet[ConsentRow]:
    return ConsentRow.objects.filter(holder_kind=subject.kind, holder_id=subject.id, withdrawn_at=None)


def purpose_from(version: DefinitionVersion) -> Purpose:
    """The purpose that a version of its definition says."""
    body = version.body
    return Purpose(
        version_id=version.id,
        code=version.code,
        title=version.title,
        register=RegisterKind(body["register"]),
        keeper=body["keeper"],
        basis=Basis(body["basis"]),
        facts=tuple(body["facts"]),
        words=body["words"],
        kept_minutes=body.get("kept_minutes", 0),
        per_day=body.get("per_day"),
        masked=tuple(body.get("masked", ())),
        things=_things(body["things"]) if "things" in body else None,
    )


def _things(body: Mapping[str, Any]) -> Things:
    return Things(
        connector=body["connector"],
        procedures=tuple(body["procedures"]),
        numbers_at=body["numbers_at"],
        number_title=body["number_title"],
        titles=body["titles"],
        compares=body.get("compares", {}),
    )


def has_consent(subject: HolderRef, purpose: Purpose) -> bool:
    """Given to what the version in force says: other words need another consent."""
    given = open_consents(subject).filter(purpose=purpose.code).values_list("version_id", flat=True)
    return any(holds_for(version_id, purpose) for version_id in given)


def holds_for(version_id: UUID, purpose: Purpose) -> bool:
    """Whether who agreed to that version agreed to all that the purpose says now: the same words to the same keeper, about
    no more facts. A mended legal basis, limit or title asks nobody again.
    """
    if version_id == purpose.version_id:
        return True
    agreed = purpose_from(definitions.get_version(version_id))
    said = [(one.basis, one.register, one.keeper, one.words) for one in (agreed, purpose)]
    return said[0] == said[1] and set(purpose.facts) <= set(agreed.facts)
