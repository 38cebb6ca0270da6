"""A partner's message: signature first, then written down and acted upon in one transaction, and only then answered.

Killed between "paid" and "recorded" nothing is lost: without our answer the partner sends again, and the round of
`follow_up` asks it anyway.
"""

import hashlib
from collections.abc import Mapping

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.services.payments import queries
from tinhso.services.payments.actions.end_attempt import end_attempt
from tinhso.services.payments.actions.take_money import take_money
from tinhso.services.payments.adapters.gateways import gateway_of
from tinhso.services.payments.errors import Forged, TooManyForged, Unreadable
from tinhso.services.payments.models import MessageRow
from tinhso.services.payments.types import MOST_MESSAGE_BYTES, AttemptState, Outcome, Reply, Said

# So many wrong signatures in a minute on one channel are an attack: they are turned away unread.
_MOST_FORGED = 30


def take_message(*, channel: str, body: bytes, headers: Mapping[str, str], actor: Actor) -> Reply:
    """What the partner expects in answer. Raises NoChannel, Forged, Unreadable, TooManyForged."""
    way = queries.channel(channel)
    gateway = gateway_of(way)
    if cache.get(_forged_key(channel), 0) >= _MOST_FORGED:
        raise TooManyForged("Quá nhiều thông báo sai chữ ký; thử lại sau một phút.")
    if len(body) > MOST_MESSAGE_BYTES:
        raise Unreadable("Thông báo quá dài.")
    try:
        said = gateway.read(body, headers)
    except Forged:
        _count_forged(channel)
        raise
    with transaction.atomic():
        if _write_down(channel, body, said.outcome.value):
            _act(channel, said, actor)
    return gateway.reply(accepted=True)


def _act(channel: str, said: Said, actor: Actor) -> None:
    if said.outcome is Outcome.PAID:
        take_money(channel=channel, said=said, source="message", actor=actor)
    elif said.outcome is Outcome.FAILED:
        end_attempt(reference=said.reference, channel=channel, to=AttemptState.FAILED, words=said.words, actor=actor)


def _write_down(channel: str, body: bytes, outcome: str) -> bool:
    """Whether these bytes came for the first time."""
    digest = hashlib.sha256(body).digest()
    lock_key(f"payments.message:{channel}:{digest.hex()}")
    again = MessageRow.objects.filter(channel=channel, digest=digest)
    if again.update(times=F("times") + 1, last_at=now()):
        return False
    text = body.decode("utf-8", errors="replace")
    MessageRow.objects.create(channel=channel, digest=digest, body=text, outcome=outcome, first_at=now(), last_at=now())
    return True


def _forged_key(channel: str) -> str:
    return f"payments.forged.{channel}"


def _count_forged(channel: str) -> None:
    if not cache.add(_forged_key(channel), 1, 60):
        try:
            cache.incr(_forged_key(channel))
        except ValueError:
            cache.set(_forged_key(channel), 1, 60)
