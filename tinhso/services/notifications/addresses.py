"""Where a person is reached on a channel, and which addresses have failed for good."""

import json
from uuid import UUID

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.errors import PersonNotFound
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.encryption import blind_index
from tinhso.services.notifications.models import BadAddress, PushSubscription
from tinhso.services.notifications.types import Channel

_PURPOSE = "notice-address"


def addresses_of(person_id: UUID, channel: Channel, *, actor: Actor) -> tuple[str, ...]:
    """One address, or as many browsers as take push messages; the reading of a person is logged as any other."""
    if channel is Channel.PUSH:
        rows = PushSubscription.objects.filter(person_id=person_id).order_by("created_at")
        return tuple(json.dumps(row.keys, sort_keys=True) for row in rows)
    try:
        person = identity.get_person(person_id, actor=actor, purpose=f"Gửi thông báo qua {channel.words}")
    except PersonNotFound:
        return ()
    found = person.email if channel is Channel.EMAIL else person.phone
    return (found,) if found else ()


def why_bad(channel: Channel, address: str) -> str:
    """Why nothing is sent there any more; "" where it may be tried."""
    row = BadAddress.objects.filter(channel=channel.value, address_index=_index(channel, address)).first()
    return "" if row is None else row.reason


def mark_bad(person_id: UUID, channel: Channel, address: str, reason: str) -> None:
    """Nothing goes to this address again; a browser that ended its subscription is forgotten."""
    if channel is Channel.PUSH:
        endpoint = json.loads(address)["endpoint"]
        PushSubscription.objects.filter(endpoint_index=endpoint_index(endpoint)).delete()
        return
    BadAddress.objects.get_or_create(
        channel=channel.value,
        address_index=_index(channel, address),
        defaults={"person_id": person_id, "reason": reason[:300], "since": now()},
    )


def forgive(person_id: UUID) -> int:
    """An operator has learnt that the person's addresses work again; returns how many were marked."""
    return BadAddress.objects.filter(person_id=person_id).delete()[0]


def bad_channels(person_id: UUID, *, actor: Actor) -> dict[Channel, str]:
    """Which channels of the person lead nowhere now, and why, in words: no address, or one that failed for good."""
    found = {}
    for channel in (Channel.EMAIL, Channel.SMS, Channel.ZALO):
        addresses = addresses_of(person_id, channel, actor=actor)
        reason = why_bad(channel, addresses[0]) if addresses else "Chưa có địa chỉ nhận."
        if reason:
            found[channel] = reason
    return found


def endpoint_index(endpoint: str) -> bytes:
    """What finds a browser's subscription without telling its address."""
    return blind_index(endpoint, "push-endpoint")


def _index(channel: Channel, address: str) -> bytes:
    return blind_index(f"{channel.value}\0{address.strip().lower()}", _PURPOSE)
