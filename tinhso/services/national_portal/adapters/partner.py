"""The one place where bytes go to the portal: bounded HTTP of the kernel, told apart by whether anything was sent."""

import json
from collections.abc import Mapping
from typing import Any

from tinhso.kernel import http
from tinhso.services.national_portal.errors import NotReached, Uncertain

SECONDS = 20.0
LARGEST = 8_000_000
_OVERLOADED = 429


def post_json(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """What the partner answered to a JSON object. Raises NotReached, Uncertain."""
    sent = {"Content-Type": "application/json; charset=utf-8", "Charset": "utf-8", **headers}
    try:
        answer = http.send(
            "POST",
            url,
            body=json.dumps(body, ensure_ascii=False).encode(),
            headers=sent,
            seconds=SECONDS,
            largest=LARGEST,
        )
        if answer.status >= 300:
            raise Uncertain(f"Cổng trả lời HTTP {answer.status}.")
        return answer.json()
    except http.NotSent as lost:
        raise NotReached(f"Chưa gửi được tới Cổng: {lost.message}") from lost
    except (http.NoAnswer, http.WrongAnswer) as lost:
        raise Uncertain(f"Không rõ Cổng đã nhận chưa: {lost.message}") from lost


def fetch(url: str, *, most: int, headers: Mapping[str, str] | None = None) -> bytes:
    """A file of the portal, no longer than `most` bytes. Raises NotReached, Uncertain."""
    try:
        answer = http.send("GET", url, headers=headers, expects="", seconds=2 * SECONDS, largest=most)
    except http.NotSent as lost:
        raise NotReached(f"Chưa lấy được tệp từ Cổng: {lost.message}") from lost
    except (http.NoAnswer, http.WrongAnswer) as lost:
        raise Uncertain(f"Không lấy được tệp từ Cổng: {lost.message}") from lost
    if answer.status != 200:
        raise Uncertain(f"Cổng không đưa tệp (HTTP {answer.status}).")
    return answer.body
