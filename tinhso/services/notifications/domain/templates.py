"""Templates, kinds and the rule as their definitions write them."""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from tinhso.services.notifications.types import (
    Audience,
    Channel,
    NoticeKind,
    Priority,
    Rule,
    Template,
    Text,
    ZaloParameter,
    ZaloTemplate,
)


def read(body: Mapping[str, Any], *, code: str, version_id: UUID) -> Template:
    """The template that a checked definition describes."""
    return Template(
        version_id=version_id,
        code=code,
        kind=body["kind"],
        channels=tuple(Channel(one) for one in body["channels"]),
        is_urgent=bool(body.get("urgent", False)),
        values=body["values"],
        vi=Text(body["vi"]["title"], body["vi"]["body"].strip()),
        en=Text(body["en"]["title"], body["en"]["body"].strip()),
        sms=body.get("sms", ""),
        zalo=_zalo(body["zalo"]) if "zalo" in body else None,
    )


def _zalo(body: Mapping[str, Any]) -> ZaloTemplate:
    parameters = {name: ZaloParameter(value=one["value"], most=one["most"]) for name, one in body["data"].items()}
    return ZaloTemplate(id=body["id"], parameters=parameters, link=body.get("link", ""))


def read_kind(body: Mapping[str, Any], *, code: str, title: str) -> NoticeKind:
    """The kind that a checked definition describes."""
    return NoticeKind(
        code=code,
        title=title,
        title_en=body["title_en"],
        hint=body.get("hint", ""),
        hint_en=body.get("hint_en", ""),
        is_required=body["required"],
        priority=Priority[body.get("priority", "normal").upper()],
        audience=Audience(body.get("audience", "citizen")),
    )


def read_rule(body: Mapping[str, Any]) -> Rule:
    """The province's way of sending that a checked definition describes."""
    quiet = body["quiet"]
    return Rule(
        quiet_from=time.fromisoformat(quiet["from"]),
        quiet_to=time.fromisoformat(quiet["to"]),
        quiet_channels=tuple(Channel(one) for one in quiet["channels"]),
        retry_minutes=tuple(body["retry_minutes"]),
        alternatives=tuple(tuple(Channel(one) for one in group) for group in body.get("alternatives", ())),
        digest_at=time.fromisoformat(body["digest_at"]) if "digest_at" in body else None,
        phone_values=frozenset(body.get("phone_values", ())),
    )
