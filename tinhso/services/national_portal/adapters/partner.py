"""The one place where bytes go to the portal: bounded HTTP of the kernel, told apart by whether anything was sent."""

import json
from collections.abc import Mapping
from typing import Any

from tinhso.kernel import http
from tinhso.services.national_portal.errors import NotReached, Uncertain

SECONDS = 20.0
LARGEST = 8_000_000


def as_json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def post_json(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """What the partner answered to a JSON object. Raises NotReached, Uncertain."""
    sent = {"Content-Type": "application/json; charset=utf-8", "Charset": "utf-8", **headers}
    answer = exchange(url, as_json(body), sent)
    if answer.status >= 300:
        raise Uncertain(f"Cổng trả lời HTTP {answer.status}.")
    return read_json(answer)


def exchange(url: str, body: bytes, headers: Mapping[str, str]) -> http.Answer:
    """One request and its answer, be it a no. Raises NotReached, Uncertain."""
    try:
        return http.send("POST", url, body=body, headers=headers, seconds=SECONDS, largest=LARGEST)
    except http.NotSent as lost:
        raise NotReached(f"Chưa gửi được tới Cổng: {lost.message}") from lost
    except (http.NoAnswer, http.WrongAnswer) as lost:
        raise Uncertain(f"Không rõ Cổng đã nhận chưa: {lost.message}") from lost


def read_json(answer: http.Answer) -> Any:
    """Raises Uncertain for what is no JSON."""
    try:
        return answer.json()
    except http.WrongAnswer as lost:
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
