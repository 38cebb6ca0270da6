"""Outgoing HTTP with bounds: one time limit for the whole exchange, a largest answer, the kind of content that is expected.

What a partner may do wrong is told apart, since each needs another reaction: nothing left this machine (NotSent: try again
freely), it may have arrived (NoAnswer: ask before a second try), it answered something else than agreed (WrongAnswer).
Redirects are not followed and no proxy is taken from the environment.
"""

import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

import httpcore

from tinhso.kernel.errors import Unavailable

SECONDS = 10.0
LARGEST = 1_000_000
_CHUNK = 65_536
# OpenSSL: X509_V_ERR_CERT_HAS_EXPIRED.
_HAS_EXPIRED = 10


class NotSent(Unavailable):
    """The other side could not be reached: it has seen nothing of the request."""

    code: ClassVar[str] = "not_sent"


class CertificateRefused(NotSent):
    """The other side's certificate does not hold: somebody there, or the list of whom we trust, has to be mended."""

    code: ClassVar[str] = "certificate_refused"


class ForbiddenAddress(NotSent):
    """The name leads to no address that may be called; nothing was sent."""

    code: ClassVar[str] = "forbidden_address"


class NoAnswer(Unavailable):
    """The request went and no whole answer came in time: it may have been carried out."""

    code: ClassVar[str] = "no_answer"


class WrongAnswer(Unavailable):
    """What came back is not what was agreed (a web page, a flood, broken JSON): it may have been carried out."""

    code: ClassVar[str] = "wrong_answer"


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Asked of every address that a name leads to, at the moment of connecting.
Guard = Callable[[Address], bool]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether the address is somebody's on the internet: not this machine, not a network of ours, however it is wrapped."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the other side answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON. Raises WrongAnswer."""
        try:
            return json.loads(self.body)
        except ValueError as broken:
            raise WrongAnswer("Bên kia trả lời một nội dung JSON hỏng.") from broken


def send(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    expects: str = "application/json",
    seconds: float = SECONDS,
    largest: int = LARGEST,
    trust: ssl.SSLContext | None = None,
    guard: Guard | None = None,
) -> Answer:
    """One request, one connection. `expects`: the media type of a good answer, "" for any or none.

    `guard`: for addresses that strangers give. What it refuses is not connected to; the name is asked once, so that it
    cannot mean another address afterwards. A refusal (4xx, 5xx, also 3xx) comes back as an Answer of whatever content.
    Raises NotSent (CertificateRefused, ForbiddenAddress), NoAnswer, WrongAnswer.
    """
    clock = _Clock(seconds)
    sent: dict[bytes | str, bytes | str] = {"user-agent": "tinhso", "connection": "close"}
    sent |= {name.lower(): value for name, value in (headers or {}).items()}
    pool = httpcore.ConnectionPool(
        ssl_context=trust or _public_authorities(), network_backend=_Bounded(clock, guard), max_connections=1
    )
    limits = {"connect": seconds, "read": seconds, "write": seconds, "pool": seconds}
    with pool:
        try:
            with pool.stream(method, url, headers=sent, content=body or None, extensions={"timeout": limits}) as got:
                answer = Answer(
                    status=got.status,
                    headers={name.decode("latin-1").lower(): one.decode("latin-1") for name, one in got.headers},
                    body=_read(got.iter_stream(), largest),
                )
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as lost:
            raise _not_sent(lost) from lost
        except httpcore.UnsupportedProtocol as wrong:
            raise NotSent("Địa chỉ của bên kia không phải http hoặc https.") from wrong
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as lost:
            raise NoAnswer(f"Bên kia không trả lời trọn vẹn trong {seconds:g} giây.") from lost
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.status < 300 and expects and kind != expects:
        raise WrongAnswer(f"Bên kia trả lời kiểu “{kind[:40] or 'không rõ'}” thay vì “{expects}”.")
    return answer


# Reading the system's certificates takes longer than a call; they are read once a process.
@cache
def _public_authorities() -> ssl.SSLContext:
    return ssl.create_default_context()


def _not_sent(lost: BaseException) -> NotSent:
    """A certificate is named where it was the reason: whoever reads it can do something about it."""
    cause: BaseException | None = lost
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return NotSent("Không nối được tới bên kia.")
    if cause.verify_code == _HAS_EXPIRED:
        return CertificateRefused("Chứng thư số máy chủ của bên kia đã hết hạn; đề nghị họ gia hạn.")
    return CertificateRefused(f"Chứng thư số máy chủ của bên kia không dùng được: {cause.verify_message}.")


def _read(chunks: Iterable[bytes], largest: int) -> bytes:
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > largest:
            raise WrongAnswer(f"Bên kia trả lời dài quá {largest} byte.")
    return bytes(whole)


class _Clock:
    """How much of the time for the whole exchange is left; somebody who sends a byte a second gains nothing."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, late: type[httpcore.TimeoutException]) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise late
        return left


class _Bounded(httpcore.NetworkBackend):
    """The ordinary sockets, each wait of which ends with the exchange."""

    def __init__(self, clock: _Clock, guard: Guard | None) -> None:
        self._clock, self._guard = clock, guard
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        goal = host if self._guard is None else _guarded(host, port, self._guard)
        left = self._clock.left(httpcore.ConnectTimeout)
        return _Stream(self._sockets.connect_tcp(goal, port, left, local_address, socket_options), self._clock)


def _guarded(host: str, port: int, guard: Guard) -> str:
    """The first address of the name that may be called. Raises ForbiddenAddress."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as lost:
        raise httpcore.ConnectError("the name leads nowhere") from lost
    for *_, place in found:
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if guard(address):
            return str(address)
    raise ForbiddenAddress("Địa chỉ này dẫn vào mạng nội bộ hoặc không được phép gọi.")


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(min(max_bytes, _CHUNK), self._clock.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._clock.left(httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
