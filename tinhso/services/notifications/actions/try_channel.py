"""An operator looks whether a channel really works: a test to the own address, now, and what the other side answers."""

from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.notifications import addresses, queries
from tinhso.services.notifications.adapters.channels import sender_of
from tinhso.services.notifications.domain import wording
from tinhso.services.notifications.types import Channel, Outgoing

_TITLE = "Tin thử của cổng dịch vụ công"
_BODY = "Kênh này gửi được. Tin do quản trị viên tự gửi cho mình để thử."
_SMS = "Tin thu cua cong dich vu cong: kenh nay gui duoc."


def send_test(*, channel: Channel, message_id: UUID, template: str = "", actor: Actor) -> str:
    """To the actor only: nobody else is written to from here.

    Zalo takes approved templates only: the one of the notice `template` (its code), else the first that the province has,
    with "thử" for every value. Raises Denied, Invalid (no address, no such template).
    """
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    approved = _approved(template) if channel is Channel.ZALO else None
    to = addresses.addresses_of(actor.person_id, channel, actor=actor)
    if not to:
        raise Invalid(f"Tài khoản này chưa có địa chỉ nhận {channel.words}.")
    is_sms = channel is Channel.SMS
    language = queries.preferences_of(actor.person_id).language
    link = f"{settings.PUBLIC_ADDRESS}/thong-bao/"
    answer = sender_of(channel).send(
        Outgoing(
            id=message_id,
            to=to[0],
            title="" if is_sms else _TITLE,
            body=_SMS if is_sms else _BODY,
            link="" if is_sms else link,
            language=language,
            zalo_template=str(approved["id"]) if approved else "",
            zalo_parameters=approved["data"] if approved else {},
        )
    )
    access.record_write(
        actor=actor,
        act="notifications.send_test",
        target=("person", actor.person_id),
        detail={"channel": channel.value},
    )
    return answer


def _approved(code: str) -> dict[str, Any]:
    """The approved template of a notice with words that say that this is a test."""
    found = next((one for one in queries.templates_now() if one.zalo is not None and code in ("", one.code)), None)
    if found is None:
        raise Invalid("Tỉnh không có mẫu Zalo đã duyệt nào như vậy: xem `zalo` trong definitions/notices.")
    return wording.as_zalo(found, dict.fromkeys(found.values, "thử"), "/z/")
