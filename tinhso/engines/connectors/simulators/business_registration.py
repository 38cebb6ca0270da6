"""The national business register: one business by its number, in the register's own field names."""

from collections.abc import Mapping
from typing import Any

from tinhso.engines.connectors.simulators.people import known
from tinhso.engines.connectors.types import Shelf


class BusinessRegistration:
    """`Status` "1" with the business, "0" with a message."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        if method != "GET" or path not in ("/chiTietDoanhNghiep", "/danhSachHoSoTrongNgay"):
            return 404, {"Status": "-1", "Message": "Không có dịch vụ"}
        if path == "/danhSachHoSoTrongNgay":
            return 200, {"Status": "1", "Message": "", "Data": []}
        row = known("business", "tax_code").get(query.get("msdn", ""))
        if row is None:
            return 200, {"Status": "0", "Message": "Không tìm thấy doanh nghiệp"}
        return 200, {
            "Status": "1",
            "Message": "",
            "Data": {
                "ENTERPRISE_GDT_CODE": row["tax_code"],
                "NAME": row.get("name", ""),
                "ENTERPRISE_STATUS": row.get("status", "active"),
                "LEGAL_NAMES": row.get("representative", ""),
                "HOAdress": {"AddressFullText": row.get("address", "")},
            },
        }
