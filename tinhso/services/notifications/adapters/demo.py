"""Stand-ins for a mail server, an SMS gateway, Zalo and push services: they keep what they were given in a file of this
machine, and can fail.

One line of JSON a message, the last four characters of the address only: a demo's file is no place for contacts.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from django.conf import settings

from tinhso.kernel.clock import now
from tinhso.kernel.encryption import mask
from tinhso.kernel.errors import Unavailable
from tinhso.services.notifications.errors import Undeliverable
from tinhso.services.notifications.types import Channel, Outgoing


class Demo:
    """`fails`: how many of the next sendings find the gateway down. `refuses`: addresses that it says do not exist."""

    name = ""
    fails: ClassVar[int] = 0
    refuses: ClassVar[frozenset[str]] = frozenset()

    def send(self, message: Outgoing) -> str:
        kind = type(self)
        if kind.fails:
            kind.fails -= 1
            raise Unavailable("Cổng gửi giả lập không trả lời.")
        if message.to in kind.refuses:
            raise Undeliverable("Cổng gửi giả lập: không có địa chỉ này.", is_address=True)
        # As a real gateway does by the sender's id: a copy is answered like the first and not sent again.
        if not self.has_sent(message.id):
            line: dict[str, object] = {
                "id": str(message.id), "at": now().isoformat(), "to": mask(message.to),
                "title": message.title, "body": message.body, "link": message.link,
            }  # fmt: skip
            if message.zalo_template:
                line |= {"template": message.zalo_template, "data": dict(message.zalo_parameters)}
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return f"demo-{message.id.hex[-8:]}"

    def has_sent(self, message_id: UUID) -> bool | None:
        if not self.file.is_file():
            return False
        wanted = f'"id": "{message_id}"'
        with self.file.open(encoding="utf-8") as file:
            return any(wanted in line for line in file)

    @property
    def file(self) -> Path:
        return Path(settings.VAR_DIR) / "demo" / f"{self.name}.jsonl"

    def check_config(self) -> list[str]:
        return []


class DemoEmail(Demo):
    """A mail server."""

    name = "email"


class DemoSms(Demo):
    """An SMS gateway with a brand name."""

    name = "sms"


class DemoZalo(Demo):
    """A Zalo Official Account."""

    name = "zalo"


class DemoPush(Demo):
    """The push services of browsers."""

    name = "push"


STAND_INS: Mapping[Channel, type[Demo]] = {
    Channel.EMAIL: DemoEmail,
    Channel.SMS: DemoSms,
    Channel.ZALO: DemoZalo,
    Channel.PUSH: DemoPush,
}
