"""One look-up in a register of others: right, consent, question, log."""

from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.encryption import blind_index
from tinhso.kernel.errors import Unavailable
from tinhso.services.lookups import queries
from tinhso.services.lookups.adapters.registers import register_of
from tinhso.services.lookups.errors import NoPurpose, NotYours
from tinhso.services.lookups.models import Lookup
from tinhso.services.lookups.types import Basis, Found, Outcome, Purpose, RegisterKind

OFFICER_ACT = "lookups.read"


def purpose_of(code: str) -> Purpose:
    """The purpose in force today. Raises NoPurpose."""
    try:
        version = definitions.get("lookup_purpose", code)
    except NoDefinition:
        raise NoPurpose(f"Không có mục đích tra cứu “{code}” đang có hiệu lực.") from None
    return purpose_from(version)


def purpose_from(version: DefinitionVersion) -> Purpose:
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
    )


def look_up(*, code: str, number: str, subject: HolderRef, actor: Actor) -> Found | None:
    purpose = purpose_of(code)
    _authorise(purpose, subject, actor)
    if purpose.basis is Basis.CONSENT and not queries.has_consent(subject, purpose):
        _log(purpose, number, Outcome.NO_CONSENT, (), actor)
        return None
    try:
        register = register_of(purpose.register)
        said = register.look_up(number, purpose.facts)
    except Unavailable:
        _log(purpose, number, Outcome.UNAVAILABLE, (), actor)
        return None
    if said is None:
        _log(purpose, number, Outcome.MISSING, (), actor)
        return None
    # A register that says more than it was asked is not listened to.
    values = {name: value for name, value in said.items() if name in purpose.facts}
    _log(purpose, number, Outcome.FOUND, tuple(values), actor)
    access.record_read(actor=actor, holders=[subject], purpose=f"{purpose.title} ({register.name})"[:200])
    return Found(values=values, source=register.name, as_of=today())


def _authorise(purpose: Purpose, subject: HolderRef, actor: Actor) -> None:
    """The person themselves, who may act for the organisation, or an officer with the act. Raises ActDenied, NotYours."""
    if actor.is_officer:
        access.authorise(actor=actor, act=OFFICER_ACT, agency_id=actor.agency_id)
    elif not queries.is_own(subject, actor):
        raise NotYours("Bạn chỉ tra cứu được dữ liệu của mình.")


def _log(purpose: Purpose, number: str, outcome: Outcome, facts: tuple[str, ...], actor: Actor) -> UUID:
    row = Lookup.objects.create(
        purpose=purpose.code,
        version_id=purpose.version_id,
        register=purpose.register.value,
        number_index=blind_index(number, f"lookups.{purpose.register.value}"),
        person_id=actor.person_id,
        post_id=actor.post_id,
        agency_id=actor.agency_id,
        channel=actor.channel.value,
        outcome=outcome.value,
        facts=list(facts),
        looked_up_at=now(),
    )
    return row.id
