"""E-mail over SMTP (RFC 5321), one connection a message, under one time limit and a largest sum of answers."""

import re
import smtplib
import socket
import ssl
import time
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications.adapters.letters import letter_of
from tinhso.services.notifications.errors import Uncertain, Undeliverable
from tinhso.services.notifications.types import Outgoing

# For the whole conversation: a server that says a letter now and then gains nothing.
_SECONDS = 20.0
_LARGEST = 64_000
# OpenSSL: X509_V_ERR_CERT_HAS_EXPIRED.
_HAS_EXPIRED = 10
# Enhanced status codes that speak of the receiver's address (RFC 3463 §3.2), and the plain codes that do at RCPT.
_ADDRESS_STATUS = re.compile(rb"\b5\.1\.\d{1,3}\b")
_ADDRESS_CODES = frozenset({550, 551, 553})


class Smtp:
    """The province's own mail server, as the settings name it."""

    def send(self, message: Outgoing) -> str:
        letter = letter_of(message)
        try:
            server = self._connect()
        except smtplib.SMTPAuthenticationError as refused:
            raise Unavailable("Máy chủ thư không nhận tài khoản gửi; hãy xem TINHSO_SMTP_USER.") from refused
        except smtplib.SMTPResponseException as refused:
            raise Unavailable(
                f"Máy chủ thư chưa nhận kết nối: {_said(refused.smtp_code, refused.smtp_error)}"
            ) from refused
        except (OSError, smtplib.SMTPException) as lost:
            raise Unavailable(_unreached(lost)) from lost
        try:
            self._envelope(server, message.to)
            return self._data(server, letter)
        finally:
            server.close()

    def _envelope(self, server: smtplib.SMTP, to: str) -> None:
        """Who sends and who receives; nothing of the letter has gone yet, so a lost connection is for later."""
        try:
            server.ehlo_or_helo_if_needed()
            code, words = server.mail(_sender())
            if code != 250:
                raise _refusal(code, words, "Máy chủ thư không nhận người gửi")
            code, words = server.rcpt(to)
            if code not in (250, 251):
                is_address = code in _ADDRESS_CODES or bool(_ADDRESS_STATUS.search(words))
                raise _refusal(code, words, "Máy chủ thư không nhận địa chỉ này", is_address=is_address)
        except (OSError, smtplib.SMTPException) as lost:
            raise Unavailable(f"Mất kết nối trước khi gửi thư ({type(lost).__name__}).") from lost

    def _data(self, server: smtplib.SMTP, letter: EmailMessage) -> str:
        try:
            code, words = server.docmd("DATA")
        except (OSError, smtplib.SMTPException) as lost:
            raise Unavailable(f"Mất kết nối trước khi gửi thư ({type(lost).__name__}).") from lost
        if code != 354:
            raise _refusal(code, words, "Máy chủ thư không nhận thư")
        try:
            # A line that begins with a full stop would end the letter (RFC 5321 §4.5.2).
            server.send(re.sub(rb"(?m)^\.", b"..", letter.as_bytes()) + b"\r\n.\r\n")
            code, words = server.getreply()
        except (OSError, smtplib.SMTPException) as lost:
            # The connection broke after the letter had begun to go: only the other side knows.
            raise Uncertain(f"Mất kết nối khi đang gửi ({type(lost).__name__}).") from lost
        if not 400 <= code < 600 and code != 250:
            raise Uncertain(f"Máy chủ thư trả lời lạ khi nhận thư: {_said(code, words)}")
        if code != 250:
            raise _refusal(code, words, "Máy chủ thư từ chối thư", is_address=bool(_ADDRESS_STATUS.search(words)))
        return _said(code, words)

    def has_sent(self, message_id: UUID) -> bool | None:
        """SMTP has no such question."""
        return None

    def _connect(self) -> smtplib.SMTP:
        host, port = settings.SMTP_HOST, settings.SMTP_PORT
        trust = ssl.create_default_context(cafile=settings.SMTP_CA_FILE or None)
        if settings.SMTP_SECURITY == "tls":
            server: smtplib.SMTP = _SecureConversation(host, port, timeout=_SECONDS, context=trust)
        else:
            server = _Conversation(host, port, timeout=_SECONDS)
        try:
            if settings.SMTP_SECURITY == "starttls":
                server.starttls(context=trust)
            if settings.SMTP_USER:
                server.login(settings.SMTP_USER, Path(settings.SMTP_PASSWORD_FILE).read_text("utf-8").strip())
        except BaseException:
            server.close()
            raise
        return server

    def check_config(self) -> list[str]:
        """Settings first; then whether the server answers and takes the account."""
        problems = []
        if not settings.SMTP_HOST:
            problems.append("Chưa đặt TINHSO_SMTP_HOST.")
        if "@" not in settings.SMTP_FROM:
            problems.append("TINHSO_SMTP_FROM phải là một địa chỉ thư.")
        if settings.SMTP_SECURITY not in {"none", "starttls", "tls"}:
            problems.append("TINHSO_SMTP_SECURITY là none, starttls hoặc tls.")
        if settings.SMTP_USER and not Path(settings.SMTP_PASSWORD_FILE).is_file():
            problems.append("TINHSO_SMTP_PASSWORD_FILE không phải một tệp.")
        if settings.SMTP_CA_FILE and not Path(settings.SMTP_CA_FILE).is_file():
            problems.append("TINHSO_SMTP_CA_FILE không phải một tệp.")
        if problems:
            return problems
        try:
            self._connect().close()
        except (OSError, smtplib.SMTPException) as lost:
            if isinstance(lost, ssl.SSLCertVerificationError):
                return [_unreached(lost)]
            return [f"Không vào được máy chủ thư {settings.SMTP_HOST}:{settings.SMTP_PORT} ({type(lost).__name__})."]
        return []


def _unreached(lost: Exception) -> str:
    """A certificate is named where it was the reason: whoever reads it can do something about it."""
    if not isinstance(lost, ssl.SSLCertVerificationError):
        return f"Không nối được máy chủ thư ({type(lost).__name__})."
    if lost.verify_code == _HAS_EXPIRED:
        return "Chứng thư số của máy chủ thư đã hết hạn; đề nghị đơn vị quản lý thư gia hạn."
    return f"Chứng thư số của máy chủ thư không dùng được ({lost.verify_message}); xem TINHSO_SMTP_CA_FILE."


class _Replies:
    """What the server says, line by line, as `smtplib` reads it from a file."""

    def __init__(self, connection: socket.socket, ends: float) -> None:
        self._connection, self._ends = connection, ends
        self._read, self._seen = b"", 0

    def readline(self, limit: int) -> bytes:
        """One line, or what came of it. Raises TimeoutError at the end of the conversation, OSError for a flood."""
        while b"\n" not in self._read and len(self._read) < limit:
            left = self._ends - time.monotonic()
            if left <= 0:
                raise TimeoutError("the conversation lasts too long")
            self._connection.settimeout(left)
            piece = self._connection.recv(4096)
            if not piece:
                break
            self._read, self._seen = self._read + piece, self._seen + len(piece)
            if self._seen > _LARGEST:
                raise OSError("the server says too much")
        end = self._read.find(b"\n") + 1 or len(self._read)
        line, self._read = self._read[: min(end, limit)], self._read[min(end, limit) :]
        return line

    def close(self) -> None:
        """The connection is closed by whoever opened it."""


class _Conversation(smtplib.SMTP):
    """One that ends in time, however slowly or much the server speaks."""

    _ends = 0.0

    def getreply(self) -> tuple[int, bytes]:
        self._ends = self._ends or time.monotonic() + _SECONDS
        if self.file is None:
            assert self.sock is not None
            self.file = _Replies(self.sock, self._ends)
        return super().getreply()


class _SecureConversation(smtplib.SMTP_SSL, _Conversation):
    """The same, encrypted from its first byte."""


def _sender() -> str:
    """Where a mail server returns what it could not deliver."""
    bounces = settings.SMTP_BOUNCES or settings.SMTP_FROM
    return str(bounces).rpartition("<")[2].rstrip(">")


def _refusal(code: int, words: bytes, what: str, *, is_address: bool = False) -> Unavailable | Undeliverable:
    """4xx is for now (greylisting too), 5xx for ever (RFC 5321 §4.2.1); what makes no sense is for now."""
    said = f"{what}: {_said(code, words)}"
    return Undeliverable(said, is_address=is_address) if 500 <= code < 600 else Unavailable(said)


def _said(code: int, words: bytes | str) -> str:
    """The server's own words without addresses: they stand in the operator's log."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return re.sub(r"<?[^\s<>]+@[^\s<>]+>?", "<…>", f"{code} {' '.join(text.split())}")[:160]
