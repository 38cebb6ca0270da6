"""What of the second generation of the portal's protocol is a province's word, because nobody has read the portal's own guide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tinhso.kernel.clock import local

# The six steps that were seen, and what each is called in a definition.
TOKEN, NEXT_CODE, FILE, DOSSIER, PROGRESS, STATE = "token", "next_code", "file", "dossier", "progress", "state"
_FORMS = {"yyyyMMddHHmmss": "%Y%m%d%H%M%S", "iso": "%Y-%m-%dT%H:%M:%S%z"}


@dataclass(frozen=True, kw_only=True)
class SecondRule:
    """`paths`: the address of each step. `numbers_are_theirs`: the portal gives a dossier its code there. `repeatable`: steps that
    may be sent again after a try whose end nobody saw. `states`: our state → theirs, the same number where it says nothing.
    """

    paths: Mapping[str, str] = field(hash=False)
    token_field: str
    code_field: str
    numbers_are_theirs: bool = False
    repeatable: frozenset[str] = frozenset()
    states: Mapping[str, str] = field(default_factory=dict, hash=False)
    sends_files: bool = False
    compares_hash: bool = True
    instants: str = "yyyyMMddHHmmss"

    def instant(self, at: datetime | None) -> str:
        return "" if at is None else local(at).strftime(_FORMS[self.instants])

    def state(self, status: int) -> str:
        return self.states.get(str(status), str(status))


def read(body: Mapping[str, Any] | None) -> SecondRule | None:
    """The part `second` of the definition; None where the province has none."""
    if body is None:
        return None
    return SecondRule(
        paths=body["paths"],
        token_field=body["token_field"],
        code_field=body["code_field"],
        numbers_are_theirs=body["numbers"] == "theirs",
        repeatable=frozenset(body["repeatable"]),
        states=body.get("states", {}),
        sends_files=body["files"]["send"],
        compares_hash=body["files"]["hash"] == "sha256",
        instants=body["instants"],
    )
