"""Things that a dossier names (vehicles, …) looked up in the register of their keeper, for the officer who works on it.

What may be looked up, by which number of which answers, is a definition (`lookup_purpose`, part `things`). One thing a press:
each question is logged with the dossier and shown to its applicant. Without an answer the work goes on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.register_check import ACT, may_check
from tinhso.casework.dossiers.types import Dossier
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel.actor import Actor
from tinhso.services.lookups import api as lookups
from tinhso.services.lookups.types import Purpose, ThingFound

Offer = tuple[Purpose, tuple[str, ...]]


def offers(dossier: Dossier, *, actor: Actor) -> tuple[Offer, ...]:
    """(purpose, numbers) of the registers that this officer may ask about things of the dossier, as far as it names any."""
    if not may_check(dossier, actor):
        return ()
    found = ((one, numbers_in(dossier.answers, one)) for one in lookups.purposes_for(dossier.procedure_code))
    return tuple((one, numbers) for one, numbers in found if numbers)


def offer_of(dossier: Dossier, code: str, *, actor: Actor) -> Offer:
    """One of them. Raises NoDossier where there is none."""
    found = next((one for one in offers(dossier, actor=actor) if one[0].code == code), None)
    if found is None:
        raise NoDossier
    return found


def check(dossier: Dossier, code: str, number: str, *, actor: Actor) -> ThingFound:
    """Ask now about one of the dossier's own numbers. Raises ActDenied, NoDossier (not its number), TooManyLookups, NoPurpose."""
    if not may_check(dossier, actor):
        raise ActDenied(ACT)
    purpose, numbers = offer_of(dossier, code, actor=actor)
    if number not in numbers or purpose.things is None:
        raise NoDossier
    declared = {fact: _at(dossier.answers, path) for fact, path in purpose.things.compares.items()}
    return lookups.look_up_thing(
        code=code,
        number=number,
        subject=dossier.applicant,
        declared=declared,
        matter=("dossier", dossier.id, f"hồ sơ {dossier.code}"),
        procedure_code=dossier.procedure_code,
        actor=actor,
    )


def numbers_in(answers: Mapping[str, Any], purpose: Purpose) -> tuple[str, ...]:
    """The numbers that the dossier names, each once, in its order."""
    if purpose.things is None:
        return ()
    found = (str(one).strip() for one in _each(answers, purpose.things.numbers_at.split(".")))
    return tuple(dict.fromkeys(one for one in found if one))


def _each(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield from () if isinstance(value, list | Mapping) or value is None else (value,)
    elif path[0] == "*":
        for one in value if isinstance(value, list) else ():
            yield from _each(one, path[1:])
    elif isinstance(value, Mapping):
        yield from _each(value.get(path[0]), path[1:])


def _at(answers: Mapping[str, Any], path: str) -> Any:
    return next(_each(answers, path.split(".")), None)
