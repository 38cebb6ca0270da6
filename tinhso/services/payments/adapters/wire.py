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
        trust=ssl.create_default_context(cafile=channel.authority) if channel.authority else None,
    )
    if answer.status != 200:
        raise http.WrongAnswer(f"Đơn vị thanh toán trả lời mã {answer.status}.")
    return answer


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
    if channel.address in ("", DEMO) or channel.address.startswith(
        ("https://", "http://127.0.0.1", "http://localhost")
    ):
        return []
    return [f"Cách trả “{channel.title}”: địa chỉ phải là https."]
