"""Public values of the money report."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

# Measures in the order in which the report shows them.
MEASURES: Mapping[str, str] = {
    "owed": "Phải thu",
    "exempt": "Miễn, giảm",
    "cash": "Thu tiền mặt",
    "online": "Thu trực tuyến",
    "refund_owed": "Phải hoàn",
    "refunded": "Đã hoàn",
    "deposited": "Đã nộp ngân hàng",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One agency and procedure (or "" for what is handed in by agency alone) over the days asked for."""

    agency_id: UUID
    procedure_code: str
    amounts: Mapping[str, int]
