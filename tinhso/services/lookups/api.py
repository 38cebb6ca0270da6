"""The door to registers that others keep. Every question names its purpose, a definition; every question is logged.

NĐ 107/2021/NĐ-CP (no data asked that the state holds), Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (consent by purpose,
withdrawal).
"""

from collections.abc import Mapping

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.lookups import queries
from tinhso.services.lookups.actions import change_consent
from tinhso.services.lookups.actions import look_up as looking
from tinhso.services.lookups.actions.compare import compare
from tinhso.services.lookups.actions.look_up_thing import look_up_thing, purposes_for
from tinhso.services.lookups.actions.verify_representative import represents
from tinhso.services.lookups.errors import NotYours, TooManyLookups
from tinhso.services.lookups.models import ConsentRow
from tinhso.services.lookups.queries import is_own
from tinhso.services.lookups.types import Basis, Consent, Found, KnownFact, RegisterKind

__all__ = [
    "compare",
    "consents_of",
    "forget_kept",
    "give_consent",
    "known_values",
    "look_up",
    "look_up_thing",
    "purposes_for",
    "represents",
    "withdraw_consent",
]

# What forms are filled in from: the purpose of each kind of holder.
PREFILL: Mapping[str, str] = {"person": "prefill_person", "organisation": "prefill_organisation"}


def look_up(*, purpose: str, number: str, subject: HolderRef, procedure_code: str = "", actor: Actor) -> Found | None:
    """What the purpose's register says about a number; None when it does not know it, does not answer, or consent is
    missing: the log says which.

    `subject` is whose data it is and whose log shows the reading, `procedure_code` the service it is asked for. An answer
    may be of minutes ago, as the purpose says; an officer without `people.reveal` sees only the ending of what it masks.
    Raises NoPurpose, NotYours, ActDenied, TooManyLookups.
    """
    return looking.look_up(code=purpose, number=number, subject=subject, procedure_code=procedure_code, actor=actor)


def forget_kept() -> int:
    """Empty the answers whose time is over; returns how many."""
    return looking.forget_kept()


def known_values(holder: HolderRef, *, procedure_code: str = "", actor: Actor) -> Mapping[str, KnownFact]:
    """What the registers know to fill in forms with, by the names of `x-prefill`: `person.ethnicity`,
    `person.female.ethnicity` for the applicant's side of a couple, `spouse.male.full_name` for the other,
    `organisation.name`. {} without consent or answer.
    """
    code = PREFILL[holder.kind]
    if not any(version.code == code for version in definitions.list_current("lookup_purpose")):
        return {}
    number, sex = _number(holder)
    try:
        found = (
            looking.look_up(code=code, number=number, subject=holder, procedure_code=procedure_code, actor=actor)
            if number
            else None
        )
    except TooManyLookups:
        # A form without prefill is still a form.
        return {}
    if found is None:
        return {}
    known: dict[str, KnownFact] = {}
    for name, value in found.values.items():
        for key in _names(holder, name, sex):
            known[key] = KnownFact(value, found.source, found.as_of)
    return known


def _number(holder: HolderRef) -> tuple[str, str]:
    """(personal number or tax code, sex) as our own register has them, read by the platform itself."""
    purpose = "Tra cứu để điền sẵn tờ khai"
    if holder.kind == "organisation":
        found = identity.get_organisation(holder.id, actor=system_actor(), purpose=purpose, reveal=True)
        return found.tax_code, ""
    person = identity.get_person(holder.id, actor=system_actor(), purpose=purpose, reveal=True)
    return person.personal_number, person.sex


def _names(holder: HolderRef, name: str, sex: str) -> tuple[str, ...]:
    if holder.kind == "organisation":
        return (f"organisation.{name}",)
    other = {"male": "female", "female": "male"}.get(sex, "")
    if name.startswith("spouse."):
        return (f"spouse.{other}.{name.removeprefix('spouse.')}",) if other else ()
    return (f"person.{name}", f"person.{sex}.{name}") if sex else (f"person.{name}",)


def consents_of(holder: HolderRef, *, actor: Actor) -> tuple[Consent, ...]:
    """Every purpose that needs this holder's consent, given or not, in the version in force. Raises NotYours."""
    if actor.is_officer or not is_own(holder, actor):
        raise NotYours("Bạn chỉ xem được đồng ý của mình.")
    wanted = RegisterKind.POPULATION if holder.kind == "person" else RegisterKind.BUSINESS
    rows = ConsentRow.objects.filter(holder_kind=holder.kind, holder_id=holder.id).order_by("given_at")
    last = {row.purpose: row for row in rows}
    found = []
    for version in definitions.list_current("lookup_purpose"):
        purpose = queries.purpose_from(version)
        if purpose.basis is not Basis.CONSENT or purpose.register is not wanted:
            continue
        row = last.get(purpose.code)
        found.append(
            Consent(
                purpose=purpose,
                given_at=row.given_at if row else None,
                withdrawn_at=row.withdrawn_at if row else None,
                is_stale=row is not None and not queries.holds_for(row.version_id, purpose),
            )
        )
    return tuple(found)


def give_consent(*, purpose: str, subject: HolderRef, actor: Actor) -> None:
    """Consent to the version in force; twice is once. Raises NoPurpose, NotYours."""
    change_consent.give_consent(code=purpose, subject=subject, actor=actor)


def withdraw_consent(*, purpose: str, subject: HolderRef, actor: Actor) -> None:
    """Nothing is looked up on it from now on; what was filled in before stays with its application. Raises NotYours."""
    change_consent.withdraw_consent(code=purpose, subject=subject, actor=actor)
