"""How sure the platform must be of who acts online: levels of sign-ins and what each act needs, a definition."""

from collections.abc import Mapping
from typing import Any

from tinhso.casework.dossiers.errors import LowAssurance
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

RULE, FILE = "online", "file"


def require(act: str, *, actor: Actor) -> None:
    """Raises LowAssurance. A level that the rule does not know counts as none; without a rule nothing is asked."""
    found = (one for one in definitions.list_current("assurance_rule", on=today()) if one.code == RULE)
    version = next(found, None)
    if version is None:
        return
    needed: int = version.body["needs"].get(act, 0)
    if level_of(version.body, actor.assurance) < needed:
        raise LowAssurance(needed)


def level_of(rule: Mapping[str, Any], assurance: str) -> int:
    """The level of a sign-in; by other means it is what the rule gives those."""
    level: int = rule["levels"].get(assurance, 0) if assurance else rule["other_means"]
    return level
