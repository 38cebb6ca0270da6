"""What the post does when it is well: takes orders with allotted numbers, calls them off, tells where letters are.

Written from facts onestop §7.5 alone. How a token and the rows of tracking are named has not been published: those names
are this simulator's. State lives in memory.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from threading import RLock
from typing import Any

_TEXTS = (
    "CustomerCode", "ItemCode", "OrderNumber", "SenderAddress", "SenderName", "SenderTel", "ReceiverName", "ReceiverAddress", "ReceiverTel",
)  # fmt: skip
_MAY_BE_EMPTY = ("SenderEmail", "SenderDesc", "Description", "ReceiverEmail", "FlagConfig")
_NUMBERS = ("CODAmount", "SenderProvince", "SenderDistrict", "ReceiverProvince", "ReceiverDistrict")
FIELDS = frozenset({*_TEXTS, *_MAY_BE_EMPTY, *_NUMBERS})
_VIETNAM = timezone(timedelta(hours=7))
Answer = dict[str, Any]


class Office:
    """One post. `orders` by waybill as they were sent; `events`: the tracking list; `calls`: what was asked, in order."""

    def __init__(self, *, key: str, secret: str, customer: str) -> None:
        self.key, self.secret, self.customer = key, secret, customer
        self.orders: dict[str, Mapping[str, Any]] = {}
        self.cancelled: set[str] = set()
        self.picked_up: set[str] = set()
        self.events: list[Answer] = []
        self.calls: list[str] = []
        self.tokens: set[str] = set()
        self._lock = RLock()

    def token(self, body: Mapping[str, Any]) -> Answer | None:
        """None for an account that it does not know."""
        if (body.get("customerKey"), body.get("secretKey")) != (self.key, self.secret):
            return None
        token = secrets.token_hex(16)
        self.tokens.add(token)
        return {"Status": "100", "Token": token}

    def expire(self) -> None:
        """No token holds any longer."""
        self.tokens.clear()

    def place(self, body: Mapping[str, Any]) -> Answer:
        """100 = taken; 101 = there already; 102 = refused."""
        wrong = _wrong(body, self.customer)
        if wrong:
            return _said("102", wrong)
        with self._lock:
            item = body["ItemCode"]
            if item in self.orders:
                return _said("101", "Số hiệu bưu gửi đã có")
            self.orders[item] = dict(body)
        return _said("100", "Thành công")

    def cancel(self, body: Mapping[str, Any]) -> Answer:
        """100 = called off; 103 = too late, or unknown."""
        item = str(body.get("ItemCode"))
        with self._lock:
            if item not in self.orders or item in self.picked_up:
                return _said("103", "Không hủy được")
            self.cancelled.add(item)
        return _said("100", "Đã hủy")

    def track(self, body: Mapping[str, Any]) -> Answer:
        """The rows after `LastId`, at most `PageSize`."""
        after, size = body.get("LastId"), body.get("PageSize")
        if not isinstance(after, int) or not isinstance(size, int) or size < 1:
            return {"Status": "102", "Message": "LastId, PageSize không đúng", "Data": None}
        with self._lock:
            rows = [row for row in self.events if row["Id"] > after][:size]
        return {"Status": "100", "Message": "", "Data": rows}

    def tell(self, item: str, code: str, at: datetime, *, note: str = "", number: int = 0, order: str = "") -> None:
        """A letter got somewhere; `number`: an id of one's own choosing, to come twice or out of order."""
        with self._lock:
            if code not in ("10", "20", "90"):
                self.picked_up.add(item)
            row = {
                "Id": number or max((one["Id"] for one in self.events), default=0) + 1,
                "ItemCode": item,
                "OrderNumber": order or str(self.orders.get(item, {}).get("OrderNumber", "")),
                "StatusCode": code,
                "StatusTime": at.astimezone(_VIETNAM).strftime("%Y%m%d%H%M%S"),
                "Note": note,
            }
            self.events.append(row)


def _wrong(body: Mapping[str, Any], customer: str) -> str:
    unknown, missing = set(body) - FIELDS, FIELDS - set(body)
    if unknown or missing:
        return f"Trường không đúng: {', '.join(sorted(unknown | missing))}"
    if any(not isinstance(body[name], str) or not body[name] for name in _TEXTS):
        return "Thiếu thông tin người gửi, người nhận"
    if any(not isinstance(body[name], str) for name in _MAY_BE_EMPTY):
        return "Trường chữ không đúng kiểu"
    if any(not isinstance(body[name], int) or isinstance(body[name], bool) for name in _NUMBERS):
        return "Mã tỉnh, huyện, tiền thu hộ phải là số"
    if body["CustomerCode"] != customer:
        return "Mã khách hàng không đúng"
    return ""


def _said(status: str, message: str) -> Answer:
    return {"Status": status, "Message": message}
