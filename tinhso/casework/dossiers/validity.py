"""How early the end of a result is told, and what an extract from the register is called: the rule in force."""

from collections.abc import Mapping
from typing import Any

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.clock import today

RULE = "issued"
# Whose line an extract is: the subject is the line that it was taken from.
EXTRACT = "register_extract"


def _rule() -> Mapping[str, Any] | None:
    found = (one for one in definitions.list_current("validity_rule", on=today()) if one.code == RULE)
    version = next(found, None)
    return None if version is None else version.body


def told_before_days() -> int | None:
    """So many days before its last day a result's holder and officers hear of it; None without a rule."""
    rule = _rule()
    return None if rule is None else int(rule["tell_before_days"])


def extract_rule() -> Mapping[str, str] | None:
    """Title, register and number pattern of certified extracts; None where the province gives none."""
    rule = _rule()
    return None if rule is None else rule["extract"]
