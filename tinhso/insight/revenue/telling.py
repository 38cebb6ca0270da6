"""What an event says of money, as measures. Pure."""

from collections.abc import Mapping
from typing import Any

# Changes of a due that are an exemption, given or taken back; others take the due itself back.
_EXEMPTING = ("exempted", "restored")


def measures_of(name: str, payload: Mapping[str, Any]) -> dict[str, int]:
    """Measure → đồng; {} for an event that moves no money."""
    match name:
        case "fee.raised":
            found = {"owed": payload["amount_vnd"], "exempt": payload["full_vnd"] - payload["amount_vnd"]}
        case "fee.changed":
            less = payload["before_vnd"] - payload["amount_vnd"]
            found = {"owed": -less, "exempt": less if payload["change"] in _EXEMPTING else 0}
        case "fee.paid":
            found = {payload["means"]: payload["amount_vnd"] + payload["excess_vnd"]}
        case "fee.unpaid":
            found = {payload["means"]: -payload["amount_vnd"] - payload["excess_vnd"]}
        case "fee.refund_owed":
            found = {"refund_owed": payload["amount_vnd"]}
        case "fee.refund_dropped":
            found = {"refund_owed": -payload["amount_vnd"]}
        case "fee.refunded":
            found = {"refunded": payload["amount_vnd"]}
        case "fee.refund_undone":
            found = {"refunded": -payload["amount_vnd"]}
        case "cash.deposited":
            found = {"deposited": payload["amount_vnd"]}
        case _:
            found = {}
    return {measure: amount for measure, amount in found.items() if amount}
