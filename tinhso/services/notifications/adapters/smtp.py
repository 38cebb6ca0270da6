"""E-mail over SMTP (RFC 5321), one connection a message, with time limits everywhere."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tinhso.kernel.clock import local, now
from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications.errors import Uncertain, Undeliverable
from tinhso.services.notifications.types import Outgoing

_SECONDS = 20
# One address and nothing beside it; whether it exists the receiving server says.
_ONE_ADDRESS = re.compile(r"[^@\s,;:<>\"()\[\]\\]+@[^@\s,;:<>\"()\[\]\\]+")


class Smtp:
    """The province's own mail server, as the settings name it."""

    def send(self, message: Outgoing) -> str:
        letter = self._letter(message)
        try:
            server = self._connect()
        except smtplib.SMTPAuthenticationError as refused:
            raise Unavailable("Máy chủ thư không nhận tài khoản gửi; hãy xem TINHSO_SMTP_USER.") from refused
        except (OSError, smtplib.SMTPException) as lost:
            raise Unavailable(f"Không nối được máy chủ thư ({type(lost).__name__}).") from lost
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise _by_code(code, "Máy chủ thư không nhận địa chỉ này") from refused
        except smtplib.SMTPResponseException as refused:
            raise _by_code(refused.smtp_code, "Máy chủ thư từ chối thư") from refused
        except (OSError, smtplib.SMTPException) as lost:
            # The connection broke after the letter had begun to go: only the other side knows.
            raise Uncertain(f"Mất kết nối khi đang gửi ({type(lost).__name__}).") from lost
        finally:
            server.close()
        return str(letter["Message-ID"])

    def has_sent(self, message_id: UUID) -> bool | None:
        """SMTP has no such question."""
        return None

    def _connect(self) -> smtplib.SMTP:
        host, port = settings.SMTP_HOST, settings.SMTP_PORT
        if settings.SMTP_SECURITY == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=_SECONDS)
        try:
            if settings.SMTP_SECURITY == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.SMTP_USER:
                server.login(settings.SMTP_USER, Path(settings.SMTP_PASSWORD_FILE).read_text("utf-8").strip())
        except BaseException:
            server.close()
            raise
        return server

    def _letter(self, message: Outgoing) -> EmailMessage:
        if not _ONE_ADDRESS.fullmatch(message.to):
            raise Undeliverable("Địa chỉ thư không hợp lệ.")
        letter = EmailMessage()
        try:
            letter["From"] = settings.SMTP_FROM
            letter["To"] = message.to
            letter["Subject"] = message.title
        except ValueError as broken:
            raise Undeliverable("Địa chỉ thư không hợp lệ.") from broken
        letter["Date"] = format_datetime(local(now()))
        # The same in every try, so that a mailbox that gets two shows one.
        letter["Message-ID"] = f"<{message.id}@{settings.SMTP_FROM.rpartition('@')[2].rstrip('>') or 'localhost'}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["List-Unsubscribe"] = f"<{settings.PUBLIC_ADDRESS}/thong-bao/cach-nhan/>"
        letter.set_content(message.body, cte="quoted-printable")
        return letter

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
        if problems:
            return problems
        try:
            self._connect().close()
        except (OSError, smtplib.SMTPException) as lost:
            return [f"Không vào được máy chủ thư {settings.SMTP_HOST}:{settings.SMTP_PORT} ({type(lost).__name__})."]
        return []


def _by_code(code: int, words: str) -> Unavailable | Undeliverable:
    """4xx is for now, 5xx for ever (RFC 5321 §4.2.1)."""
    return Unavailable(f"{words} lúc này ({code}).") if 400 <= code < 500 else Undeliverable(f"{words} ({code}).")
