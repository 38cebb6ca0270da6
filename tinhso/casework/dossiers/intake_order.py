"""In which order a one-stop looks at what waits for its answer: by due time, or online filings first by decision."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity

RULE, ONLINE_FIRST = "intake", "online_first"


@dataclass(frozen=True, kw_only=True)
class IntakeOrder:
    """Whether online filings come first, and by which decision."""

    is_online_first: bool = False
    document: str = ""

    @property
    def words(self) -> str:
        """As the list says it; "" where nothing was decided."""
        if not self.is_online_first:
            return ""
        by = f", theo {self.document}" if self.document else ""
        return f"Hồ sơ nộp trực tuyến được xem trước{by}; trong mỗi nhóm, hồ sơ gần hạn trả lời trước."


def order_at(agency_id: UUID | None, *, on: date) -> IntakeOrder:
    """The order at a one-stop on a day; by due time where the province decided nothing."""
    rule = definitions.find("intake_order", RULE, on=on) if agency_id is not None else None
    if rule is None or agency_id is None:
        return IntakeOrder()
    told = rule.body.get("agencies", {}).get(identity.get_agency(agency_id).code, rule.body["otherwise"])
    document = str(rule.legal_basis[0]["document"]) if rule.legal_basis else ""
    return IntakeOrder(is_online_first=told == ONLINE_FIRST, document=document)
