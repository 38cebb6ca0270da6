"""One look-up in a register of others: right, consent, question, log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, local, now, today
from tinhso.kernel.encryption import blind_index, mask
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.ids import new_id
from tinhso.services.lookups import queries
from tinhso.services.lookups.adapters.registers import register_of
from tinhso.services.lookups.errors import NoPurpose, NotYours, TooManyLookups
from tinhso.services.lookups.models import Lookup
from tinhso.services.lookups.types import Asking, Basis, Found, Outcome, Purpose

OFFICER_ACT, REVEAL_ACT = "lookups.read", "people.reveal"


def purpose_of(code: str) -> Purpose:
    """The purpose in force today. Raises NoPurpose."""
    try:
        version = definitions.get("lookup_purpose", code)
    except NoDefinition:
        raise NoPurpose(f"Không có mục đích tra cứu “{code}” đang có hiệu lực.") from None
    return queries.purpose_from(version)


@dataclass(frozen=True)
class Answer:
    """What a register said, whole: only `shown` of it leaves this module."""

    outcome: Outcome
    source: str
    as_of: date
    values: Mapping[str, Any]


def look_up(*, code: str, number: str, subject: HolderRef, procedure_code: str, actor: Actor) -> Found | None:
    purpose = purpose_of(code)
    said = ask(purpose=purpose, number=number, subject=subject, procedure_code=procedure_code, actor=actor)
    if said.outcome not in (Outcome.FOUND, Outcome.KEPT):
        return None
    return Found(values=shown(purpose, said.values, actor), source=said.source, as_of=said.as_of)


def ask(
    *,
    purpose: Purpose,
    number: str,
    subject: HolderRef,
    procedure_code: str,
    actor: Actor,
    matter: tuple[str, UUID, str] | None = None,
) -> Answer:
    """One question with its right, consent, limit and log; `matter` is what it is asked for (kind, id, code).

    Raises NoPurpose, NotYours, ActDenied, TooManyLookups.
    """
    _authorise(purpose, subject, actor)
    register = register_of(purpose)
    log = partial(_log, purpose, number, actor=actor, matter_id=matter[1] if matter else None)
    if purpose.basis is Basis.CONSENT and not queries.has_consent(subject, purpose):
        log(Outcome.NO_CONSENT)
        return Answer(Outcome.NO_CONSENT, register.name, today(), {})
    kept = _kept(purpose, number)
    if kept is None:
        _within_quota(purpose, number, actor)
    try:
        said = (
            register.look_up(number, purpose.facts, partial(_asking, subject, procedure_code, actor))
            if kept is None
            else kept.answer
        )
    except Unavailable:
        log(Outcome.UNAVAILABLE)
        return Answer(Outcome.UNAVAILABLE, register.name, today(), {})
    if said is None:
        log(Outcome.MISSING)
        return Answer(Outcome.MISSING, register.name, today(), {})
    # A register that says more than it was asked is not listened to.
    values = {name: value for name, value in said.items() if name in purpose.facts}
    outcome = Outcome.FOUND if kept is None else Outcome.KEPT
    log(outcome, tuple(values), answer=values if kept is None else None)
    why = f"{purpose.title}, {matter[2]}" if matter else purpose.title
    target = (matter[0], matter[1]) if matter else None
    access.record_read(actor=actor, holders=[subject], purpose=f"{why} ({register.name})"[:200], target=target)
    as_of = local(kept.looked_up_at).date() if kept is not None else today()
    return Answer(outcome, register.name, as_of, values)


def _asking(subject: HolderRef, procedure_code: str, actor: Actor) -> Asking:
    """What a register wants to know of the question: the officer by post, else the platform for the person itself."""
    post = identity.get_post(actor.post_id) if actor.post_id else None
    agency = identity.get_agency(actor.agency_id) if actor.agency_id else None
    full_name, born_on = "", None
    if subject.kind == "person":
        card = identity.get_person(subject.id, actor=system_actor(), purpose="Tra cứu cơ sở dữ liệu quốc gia")
        full_name, born_on = card.full_name, card.born_on
    return Asking(
        request=new_id(),
        officer=post.code if post else "",
        agency_code=agency.code if agency else "",
        procedure_code=procedure_code,
        full_name=full_name,
        born_on=born_on,
    )


def _kept(purpose: Purpose, number: str) -> Lookup | None:
    """An answer of minutes ago to the same question of the same version."""
    if not purpose.kept_minutes:
        return None
    index = blind_index(number, purpose.index_name)
    rows = Lookup.objects.filter(version_id=purpose.version_id, number_index=index, kept_until__gt=now())
    return rows.order_by("-looked_up_at").first()


def _within_quota(purpose: Purpose, number: str, actor: Actor) -> None:
    """Raises TooManyLookups; that it was tried is logged as every question is."""
    if purpose.per_day is None or actor.post_id is None:
        return
    day = today()
    since = at_local(day.year, day.month, day.day)
    asked = Lookup.objects.filter(purpose=purpose.code, post_id=actor.post_id, looked_up_at__gte=since)
    if asked.filter(outcome__in=[Outcome.FOUND.value, Outcome.MISSING.value]).count() >= purpose.per_day:
        _log(purpose, number, Outcome.TOO_MANY, actor=actor)
        raise TooManyLookups(
            f"Vị trí của bạn đã tra cứu {purpose.per_day} lần hôm nay cho mục đích này; việc gấp thì báo lãnh đạo."
        )


def shown(purpose: Purpose, values: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Whole for the person itself and for whoever may reveal people; else the named facts keep their ending only."""
    if not actor.is_officer or access.can(actor=actor, act=REVEAL_ACT, agency_id=actor.agency_id):
        return values
    return {name: mask(str(value)) if name in purpose.masked else value for name, value in values.items()}


def forget_kept() -> int:
    """Empty every answer whose time is over; returns how many."""
    return Lookup.objects.filter(kept_until__lte=now()).update(answer=None, kept_until=None)


def _authorise(purpose: Purpose, subject: HolderRef, actor: Actor) -> None:
    """The person themselves, who may act for the organisation, an officer with the act, or the platform itself where a
    law lets it ask. Raises ActDenied, NotYours.
    """
    if actor.is_officer:
        access.authorise(actor=actor, act=OFFICER_ACT, agency_id=actor.agency_id)
    elif not (actor.is_system and purpose.basis is Basis.LAW) and not queries.is_own(subject, actor):
        raise NotYours("Bạn chỉ tra cứu được dữ liệu của mình.")


def _log(
    purpose: Purpose,
    number: str,
    outcome: Outcome,
    facts: tuple[str, ...] = (),
    *,
    actor: Actor,
    answer: Mapping[str, Any] | None = None,
    matter_id: UUID | None = None,
) -> UUID:
    at, keeps = now(), answer is not None and purpose.kept_minutes > 0
    row = Lookup.objects.create(
        purpose=purpose.code,
        version_id=purpose.version_id,
        register=purpose.register.value,
        number_index=blind_index(number, purpose.index_name),
        person_id=actor.person_id,
        post_id=actor.post_id,
        agency_id=actor.agency_id,
        matter_id=matter_id,
        channel=actor.channel.value,
        outcome=outcome.value,
        facts=list(facts),
        answer=dict(answer) if keeps and answer is not None else None,
        kept_until=at + timedelta(minutes=purpose.kept_minutes) if keeps else None,
        looked_up_at=at,
    )
    return row.id
