"""Letters that came back (delivery status notifications, RFC 3464): which of ours, and whether for good.

Anybody can send such a letter, so it must name the Message-ID that we gave, which holds 74 random bits; it changes nothing but
the state of that message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from uuid import UUID

LARGEST = 2_000_000
_OUR_ID = re.compile(r"<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@")
_STATUS = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})$")


@dataclass(frozen=True)
class Report:
    """What became of one of our letters."""

    message_id: UUID
    arrived: bool
    answer: str
    is_address: bool


def read(raw: bytes) -> Iterator[Report]:
    """The final reports in a returned letter; what is only delayed says nothing, and neither does what is no report."""
    letter = message_from_bytes(raw, policy=policy.default)
    ours = _our_id(letter)
    if ours is None:
        return
    for part in letter.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in part.get_payload() if isinstance(part.get_payload(), list) else ():
            report = _report(ours, group)
            if report is not None:
                yield report
                return


def _our_id(letter: EmailMessage | Message) -> UUID | None:
    for part in letter.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            found = _OUR_ID.search(part.as_string())
            if found:
                return UUID(found[1])
    return None


def _report(ours: UUID, group: object) -> Report | None:
    if not isinstance(group, Message):
        return None
    action, status = str(group.get("Action", "")).strip().lower(), _STATUS.match(str(group.get("Status", "")).strip())
    if action == "delivered":
        return Report(ours, True, "Máy chủ thư báo đã đến.", False)
    if action != "failed" or status is None or status[1] != "5":
        return None
    # 5.1.x: the address is wrong; 5.2.1: the mailbox is closed (RFC 3463).
    is_address = status[2] == "1" or (status[2], status[3]) == ("2", "1")
    return Report(ours, False, f"Thư bị trả lại ({status[0]}).", is_address)
