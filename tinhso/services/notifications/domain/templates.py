"""A template as its definition writes it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tinhso.services.notifications.types import Channel, Template, Text


def read(body: Mapping[str, Any], *, code: str, version_id: UUID) -> Template:
    """The template that a checked definition describes."""
    return Template(
        version_id=version_id,
        code=code,
        channels=tuple(Channel(one) for one in body["channels"]),
        is_urgent=bool(body.get("urgent", False)),
        values=body["values"],
        vi=Text(body["vi"]["title"], body["vi"]["body"].strip()),
        en=Text(body["en"]["title"], body["en"]["body"].strip()),
        sms=body.get("sms", ""),
    )
