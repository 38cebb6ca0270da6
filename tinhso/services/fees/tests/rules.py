"""Rules that tests reckon with."""

from typing import Any
from uuid import UUID

from tinhso.services.fees.domain.reading import read_rule
from tinhso.services.fees.types import FeeRule

POOR = {
    "code": "poor",
    "title": "Hộ nghèo",
    "title_en": "Poor household",
    "percent": 100,
    "evidence": "Giấy chứng nhận hộ nghèo",
    "evidence_en": "Certificate",
    "legal_basis": {"document": "Nghị quyết mẫu"},
}
HALF = {**POOR, "code": "half", "percent": 50, "lines": ["visit"]}


def line(code: str = "visit", **parts: Any) -> dict[str, Any]:
    """A line of a rule: lệ phí, 75.000 đồng whatever the channel, unless said otherwise."""
    plain = {
        "code": code,
        "title": "Lệ phí mẫu",
        "title_en": "Sample fee",
        "kind": "fee",
        "legal_basis": {"document": "Nghị quyết mẫu"},
    }
    amounts = {} if "table" in parts else {"amounts": [{"channel": "any", "vnd": 75_000}]}
    return {**plain, **amounts, **parts}


def body(*lines: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A rule with an example that it does not check itself."""
    whole = {"code": "9.999999", "legal_basis": [{"document": "Nghị quyết mẫu"}], "lines": list(lines), "examples": []}
    return {**whole, **parts}


def rule(*lines: dict[str, Any], **parts: Any) -> FeeRule:
    return read_rule(body(*lines, **parts), version_id=UUID(int=7))
