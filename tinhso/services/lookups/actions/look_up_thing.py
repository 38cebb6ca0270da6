"""What a register has about a thing that a dossier names (a vehicle by its plate), beside what was declared."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.services.lookups import queries
from tinhso.services.lookups.actions.compare import verdict_of
from tinhso.services.lookups.actions.look_up import ask, purpose_of, shown
from tinhso.services.lookups.errors import NoPurpose
from tinhso.services.lookups.types import Purpose, ThingFact, ThingFound


def purposes_for(procedure_code: str) -> tuple[Purpose, ...]:
    """The purposes for which things of this procedure's dossiers may be looked up today, by code."""
    found = [queries.purpose_from(one) for one in definitions.list_current("lookup_purpose")]
    wanted = [one for one in found if one.things is not None and procedure_code in one.things.procedures]
    return tuple(sorted(wanted, key=lambda one: one.code))


def look_up_thing(
    *,
    code: str,
    number: str,
    subject: HolderRef,
    declared: Mapping[str, Any],
    matter: tuple[str, UUID, str],
    procedure_code: str,
    actor: Actor,
) -> ThingFound:
    """Ask once; `declared`: fact → what the dossier says. `subject` is whose dossier it is: their log shows the question.

    Raises NoPurpose, NotYours, ActDenied, TooManyLookups.
    """
    purpose = purpose_of(code)
    if purpose.things is None or procedure_code not in purpose.things.procedures:
        raise NoPurpose(f"Mục đích “{code}” không dùng cho thủ tục này.")
    said = ask(
        purpose=purpose, number=number, subject=subject, procedure_code=procedure_code, actor=actor, matter=matter
    )
    seen = shown(purpose, said.values, actor)
    facts = tuple(
        ThingFact(
            title=title,
            value=_words(seen.get(name)),
            declared=_words(declared.get(name)),
            verdict=verdict_of(declared[name], said.values.get(name)) if declared.get(name) else None,
        )
        for name, title in purpose.things.titles.items()
        if said.values
    )
    return ThingFound(number=number, outcome=said.outcome, source=said.source, as_of=said.as_of, facts=facts)


def _words(value: Any) -> str:
    """The value as people write it; dates the Vietnamese way."""
    text = "" if value is None else str(value)
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
