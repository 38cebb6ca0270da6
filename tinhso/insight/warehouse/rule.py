"""Where the ways a dossier can end, and waiting for the applicant, fall in figures: the rule in force, from definitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.foundation.definitions import api as definitions
from tinhso.insight.warehouse.types import Basis, Count

RULE = "one-stop"
# What a definition writes where it means "as the rule says".
RESOLVED, APART = "resolved", "apart"


@dataclass(frozen=True, kw_only=True)
class StatisticsRule:
    """Which endings are resolved and which are told apart; whether what is paused stands among the pending."""

    resolved: tuple[str, ...]
    apart: tuple[str, ...]
    paused_is_pending: bool


def rule_on(day: date) -> StatisticsRule:
    """The rule in force that day. Raises NoDefinition."""
    body = definitions.get("statistics_rule", RULE, on=day).body
    return StatisticsRule(
        resolved=tuple(body["resolved"]), apart=tuple(body["apart"]), paused_is_pending=body["paused"] == "pending"
    )


def read_count(body: Mapping[str, Any], rule: StatisticsRule) -> Count:
    """A count as a definition writes it, {basis, where: {fact: [values]}, sum}; the rule says what is resolved."""
    where = {name: tuple(values) for name, values in body.get("where", {}).items()}
    if "ending" in where:
        meant = {RESOLVED: rule.resolved, APART: rule.apart}
        where["ending"] = tuple(one for value in where["ending"] for one in meant.get(value, (value,)))
    basis = Basis(body["basis"])
    if basis in (Basis.PENDING, Basis.CARRIED) and not rule.paused_is_pending and "paused" not in where:
        where["paused"] = ("no",)
    return Count(basis=basis, where=where, sum=body.get("sum", ""))
