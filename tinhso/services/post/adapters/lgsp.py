"""The post behind the province's integration axis: a token, then orders, cancellations and tracking as JSON.

Names of an order's fields and the meaning of 100 and 101 are the field's (facts onestop §7.5). What has not been
published stands here as agreed with the simulator: how the token is named, and the fields of tracking (domain/wire.py).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tinhso.kernel import http
from tinhso.services.post import queries
from tinhso.services.post.domain import wire
from tinhso.services.post.types import Reply, TrackingPage

_SECONDS, _LARGEST = 15.0, 4_000_000
_NO_TOKEN = (401, 403)


class LgspCarrier:
    """Fetches a token when it has none, and once more when the post says that it does not hold any longer."""

    def __init__(self) -> None:
        self._token = ""

    def place(self, fields: Mapping[str, Any]) -> Reply:
        return self._reply(self._call("order", fields))

    def cancel(self, *, waybill: str, reference: str, reason: str) -> Reply:
        customer = queries.needed_service().customer_code
        fields = {"CustomerCode": customer, "ItemCode": waybill, "OrderNumber": reference, "Reason": reason[:200]}
        return self._reply(self._call("cancel", fields))

    def track(self, *, after: int, size: int) -> TrackingPage:
        customer = queries.needed_service().customer_code
        answer = self._call("tracking", {"CustomerCode": customer, "LastId": after, "PageSize": size})
        try:
            return wire.read_page(answer, after=after)
        except wire.Unreadable as wrong:
            raise http.WrongAnswer(str(wrong)) from wrong

    def check_config(self) -> list[str]:
        """What keeps the post from being reached, as far as the settings tell."""
        problems = []
        parts = urlsplit(settings.POST_URL)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            problems.append("TINHSO_POST_URL phải là địa chỉ https của dịch vụ bưu chính trên trục liên thông.")
        if not settings.POST_CUSTOMER_KEY or not Path(settings.POST_SECRET_FILE).is_file():
            problems.append("Chưa đặt TINHSO_POST_CUSTOMER_KEY và tệp khóa TINHSO_POST_SECRET_FILE.")
        return problems

    def _call(self, what: str, fields: Mapping[str, Any]) -> Any:
        for _ in range(2):
            if not self._token:
                self._token = self._fetch_token()
            answer = self._post(what, fields, {"authorization": f"Bearer {self._token}"})
            if answer.status not in _NO_TOKEN:
                return _json(answer)
            self._token = ""
        raise http.WrongAnswer("Bưu điện vừa cấp mã truy cập đã không nhận mã đó; kiểm tra tài khoản kết nối.")

    def _fetch_token(self) -> str:
        try:
            secret = Path(settings.POST_SECRET_FILE).read_text("utf-8").strip()
        except OSError:
            raise http.NotSent("Không đọc được tệp khóa kết nối bưu điện.") from None
        answer = self._post("token", {"customerKey": settings.POST_CUSTOMER_KEY, "secretKey": secret}, {})
        if answer.status in _NO_TOKEN:
            raise http.NotSent("Bưu điện không nhận tài khoản kết nối.")
        body = _json(answer)
        token = body.get("Token") if isinstance(body, Mapping) else None
        if not isinstance(token, str) or not token or not token.isascii() or len(token) > 4000:
            # No order has left yet.
            raise http.NotSent("Bưu điện không cấp mã truy cập.")
        return token

    def _post(self, what: str, fields: Mapping[str, Any], headers: Mapping[str, str]) -> http.Answer:
        path = queries.needed_service().endpoints[what]
        return http.send(
            "POST",
            settings.POST_URL.rstrip("/") + path,
            body=json.dumps(fields, ensure_ascii=False).encode(),
            headers={"content-type": "application/json; charset=utf-8", "accept": "application/json", **headers},
            seconds=_SECONDS,
            largest=_LARGEST,
        )

    def _reply(self, answer: Any) -> Reply:
        try:
            return wire.read_reply(answer)
        except wire.Unreadable as wrong:
            raise http.WrongAnswer(str(wrong)) from wrong


def _json(answer: http.Answer) -> Any:
    if answer.status != 200:
        raise http.WrongAnswer(f"Bưu điện trả lời mã {answer.status}.")
    return answer.json()
