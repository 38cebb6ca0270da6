"""The one place where bytes go to the portal: bounded HTTP of the kernel, told apart by whether anything was sent."""

import json
import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tinhso.kernel import http
from tinhso.services.national_portal.errors import NotReached, Uncertain

SECONDS = 20.0
LARGEST = 8_000_000
_OVERLOADED = 429


# Reading the system's certificates takes longer than a call; they are read once a process.
@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


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
            trust=_trust(),
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
        answer = http.send("GET", url, headers=headers, expects="", seconds=2 * SECONDS, largest=most, trust=_trust())
    except http.NotSent as lost:
        raise NotReached(f"Chưa lấy được tệp từ Cổng: {lost.message}") from lost
    except (http.NoAnswer, http.WrongAnswer) as lost:
        raise Uncertain(f"Không lấy được tệp từ Cổng: {lost.message}") from lost
    if answer.status != 200:
        raise Uncertain(f"Cổng không đưa tệp (HTTP {answer.status}).")
    return answer.body
