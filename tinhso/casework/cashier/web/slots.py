"""What the cashier adds to a page of payments: the receipt as a file, for what was paid to this platform."""

from typing import Any

from tinhso.casework.cashier import receipts
from tinhso.foundation.ui.types import SlotContent
from tinhso.services.payments import api as payments


def on_receipt(request: Any) -> SlotContent | None:
    """A link; none for what is no due of ours: other systems give their own receipts."""
    token = request.resolver_match.kwargs.get("token", "")
    if not receipts.is_ours(payments.order_by_token(token)):
        return None
    return SlotContent(template="cashier/_receipt_file.html", context={"token": token})
