"""Asking a partner: over bounded HTTP, or, where the channel's address is `demo:`, the stand-in bank in this process."""

import ssl
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from tinhso.kernel import http
from tinhso.services.payments.adapters import reading
from tinhso.services.payments.errors import Unreadable
from tinhso.services.payments.simulator import here
from tinhso.services.payments.types import Channel

DEMO = "demo:"
_SAFE = ("https://", "http://127.0.0.1", "http://localhost")
_SECONDS, _LARGEST = 8.0, 65_536


def post(channel: Channel, path: str, *, body: bytes, content_type: str) -> http.Answer:
    """One request to the channel's partner. Raises PARTNER_FAILED."""
    if channel.address == DEMO and settings.DEMO:
        return here.answer(channel, path, body)
    answer = http.send(
        "POST",
        f"{channel.address}{path}",
        body=body,
        headers={"Content-Type": content_type, "Accept": "application/json"},
        seconds=_SECONDS,
        largest=_LARGEST,
        trust=_trust(channel),
    )
    if answer.status != 200:
        raise http.WrongAnswer(f"Đơn vị thanh toán trả lời mã {answer.status}.")
    return answer


def _trust(channel: Channel) -> ssl.SSLContext | None:
    """Whom this channel's certificate must be from; None = whom the machine trusts. Raises NotSent."""
    if not channel.authority:
        return None
    try:
        return ssl.create_default_context(cafile=channel.authority)
    except OSError:
        raise http.NotSent("Không đọc được tệp chứng thư tin cậy của cách trả này.") from None


def told(answer: http.Answer) -> Mapping[str, Any]:
    """A partner's answer as a JSON object. Raises WrongAnswer."""
    return told_in(answer.body)


def told_in(body: bytes) -> Mapping[str, Any]:
    """As `told`, for what stands inside an answer."""
    try:
        return reading.json_object(body)
    except Unreadable as wrong:
        raise http.WrongAnswer(f"Đơn vị thanh toán trả lời không đọc được: {wrong.message}") from None


def problems(channel: Channel) -> list[str]:
    """What is wrong with the address, for `check_config`."""
    found = []
    if channel.address not in ("", DEMO) and not channel.address.startswith(_SAFE):
        found.append(f"Cách trả “{channel.title}”: địa chỉ phải là https.")
    try:
        _trust(channel)
    except http.NotSent:
        found.append(f"Cách trả “{channel.title}”: không đọc được tệp chứng thư tin cậy (authority).")
    return found
