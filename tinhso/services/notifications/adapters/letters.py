"""A notice as an e-mail (RFC 5322): plain and HTML parts, the same id in every try, one click to stop what may be stopped."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from tinhso.kernel.clock import local, now
from tinhso.services.notifications.errors import Undeliverable
from tinhso.services.notifications.types import Outgoing

# One address and nothing beside it; whether it exists the receiving server says.
_ONE_ADDRESS = re.compile(r"[^@\s,;:<>\"()\[\]\\]+@[^@\s,;:<>\"()\[\]\\]+")


def letter_of(message: Outgoing) -> EmailMessage:
    """The letter. Raises Undeliverable for an address that is none."""
    if not _ONE_ADDRESS.fullmatch(message.to) or not message.to.isascii():
        raise Undeliverable("Địa chỉ thư không hợp lệ.", is_address=True)
    letter = EmailMessage(policy=SMTP)
    name, sender = parseaddr(settings.SMTP_FROM)
    local_part, _, domain = sender.rpartition("@")
    letter["From"] = Address(name, local_part, domain)
    letter["To"] = message.to
    letter["Subject"] = message.title
    letter["Date"] = format_datetime(local(now()))
    # The same in every try, so that a mailbox that gets two shows one.
    letter["Message-ID"] = f"<{message.id}@{domain or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "All"
    if message.unsubscribe:
        letter["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with override(message.language):
        letter.set_content(_plain(message), cte="quoted-printable")
        html = render_to_string("notifications/letter.html", {"message": message})
    letter.add_alternative(html, subtype="html", cte="quoted-printable")
    # Only now: what speaks of content moves into the first part when a second one comes.
    letter["Content-Language"] = message.language
    return letter


def _plain(message: Outgoing) -> str:
    parts = [message.body, message.link]
    if message.choose:
        parts.append(f"{gettext('Chọn cách nhận thông báo:')} {message.choose}")
    if message.unsubscribe:
        parts.append(f"{gettext('Thôi nhận loại thư này:')} {message.unsubscribe}")
    return "\n\n".join(part for part in parts if part)
