"""One call to a receiver: signed, bounded in time and size, to no address that it may not go to. No database here."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tinhso.kernel import http
from tinhso.kernel.errors import DomainError
from tinhso.services.webhooks.domain import addresses, signing
from tinhso.services.webhooks.domain.telling import pack
from tinhso.services.webhooks.types import Mode, Outcome, Telling

_LARGEST = 65_536
_SHOWN = 300
_PAGES = ("text/html", "application/xhtml+xml")
_LONGEST_WAIT = 3600
_BUSY = (429, 503)


@dataclass(frozen=True, kw_only=True)
class Call:
    """What goes out. Its secrets are in no text of it."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    seconds: int
    networks: tuple[addresses.Network, ...]

    @classmethod
    def of(
        cls,
        *,
        url: str,
        telling: Telling,
        mode: Mode,
        secrets: Sequence[str],
        at: datetime,
        seconds: int,
        networks: tuple[addresses.Network, ...],
        is_replay: bool = False,
    ) -> "Call":
        """A delivery signed at this instant, each try anew: a receiver refuses what is old."""
        headers, body = pack(telling, mode)
        stamp = int(at.timestamp())
        message_id = telling.attributes["id"]
        covered = telling.attributes if mode is Mode.BINARY else None
        headers |= {
            "webhook-id": message_id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signing.sign(
                secrets, message_id=message_id, seconds=stamp, body=body, attributes=covered
            ),
        }
        if is_replay:
            headers["webhook-replay"] = "true"
        return cls(url=url, headers=headers, body=body, seconds=seconds, networks=networks)


def call(one: Call) -> Outcome:
    """Send it. 2xx is the receiver's word that it has the event, unless a web page says so: that is somebody else answering."""
    began = time.monotonic()
    try:
        answer = http.send(
            "POST",
            one.url,
            body=one.body,
            headers=one.headers,
            expects="",
            seconds=float(one.seconds),
            largest=_LARGEST,
            guard=addresses.guard_for(one.url, one.networks),
        )
    except DomainError as lost:
        return Outcome(is_done=False, http_status=0, milliseconds=_since(began), words=lost.message, answer="")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_page = kind in _PAGES
    is_done = 200 <= answer.status < 300 and not is_page
    return Outcome(
        is_done=is_done,
        http_status=answer.status,
        milliseconds=_since(began),
        words="" if is_done else _words(answer.status, is_page),
        answer="" if is_done else _shown(answer.body),
        wait=_asked_wait(answer),
    )


def _words(status: int, is_page: bool) -> str:
    if 300 <= status < 400:
        return f"Bên nhận chuyển hướng (mã {status}); địa chỉ phải trả lời trực tiếp."
    if 200 <= status < 300 and is_page:
        return f"Bên nhận trả lời một trang web (mã {status}), không phải lời xác nhận."
    return f"Bên nhận trả lời mã {status}."


def _asked_wait(answer: http.Answer) -> int:
    """How long the receiver asks us to wait, within reason."""
    asked = answer.headers.get("retry-after", "")
    is_asked = answer.status in _BUSY and asked.isascii() and asked.isdigit()
    return min(int(asked[:6]), _LONGEST_WAIT) if is_asked else 0


def _shown(body: bytes) -> str:
    text = body[: 4 * _SHOWN].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text)[:_SHOWN]


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
