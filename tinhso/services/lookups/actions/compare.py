"""What somebody declared beside what a register has: compared whole, shown masked."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.text import clean
from tinhso.services.lookups.actions.look_up import ask, purpose_of, shown
from tinhso.services.lookups.types import Compared, Comparison, Declared, Verdict


def compare(
    *,
    code: str,
    number: str,
    subject: HolderRef,
    declared: Sequence[Declared],
    matter: tuple[str, UUID, str],
    procedure_code: str,
    actor: Actor,
) -> Comparison:
    """Ask once, compare each value. Raises NoPurpose, NotYours, ActDenied, TooManyLookups."""
    purpose = purpose_of(code)
    said = ask(
        purpose=purpose, number=number, subject=subject, procedure_code=procedure_code, actor=actor, matter=matter
    )
    if not said.values:
        return Comparison(outcome=said.outcome, source=said.source)
    seen = shown(purpose, said.values, actor)
    lines = tuple(
        Compared(
            key=one.key,
            register=seen.get(one.fact),
            is_masked=seen.get(one.fact) != said.values.get(one.fact),
            verdict=verdict_of(one.value, said.values.get(one.fact)),
        )
        for one in declared
        if one.fact in purpose.facts
    )
    return Comparison(outcome=said.outcome, source=said.source, as_of=said.as_of, lines=lines)


def verdict_of(declared: Any, register: Any) -> Verdict:
    if register in (None, "", {}):
        return Verdict.SILENT
    return Verdict.AGREES if _plain(declared) == _plain(register) else Verdict.DIFFERS


def _plain(value: Any) -> Any:
    """Spaces and case do not count; marks do: they make other names. Of an address the names beside the codes do not."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items() if part and not name.endswith("_name")}
    return clean(str(value)).casefold()
