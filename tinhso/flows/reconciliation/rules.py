"""The rule in force: how long each system may take before its silence is a difference."""

from datetime import timedelta

from tinhso.flows.reconciliation.types import Rule
from tinhso.foundation.definitions import api as definitions

KIND, CODE = "reconciliation_rule", "nightly"


def rule_now() -> Rule:
    """Raises NoDefinition where the province has no such rule."""
    body = definitions.get(KIND, CODE).body
    within = body["within"]
    return Rule(
        hour=body["hour"],
        record_within=timedelta(minutes=within["record_minutes"]),
        told_within=timedelta(minutes=within["notice_minutes"]),
        national_within=timedelta(minutes=within["national_minutes"]),
        refund_within=timedelta(days=within["refund_days"]),
        must_tell={line["event"]: frozenset(line.get("not_when_filed", ())) for line in body["must_tell"]},
    )
