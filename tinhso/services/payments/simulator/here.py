"""The stand-in bank in this process, for a demonstration: its book is the cache, which every process sees."""

from dataclasses import asdict

from django.core.cache import cache

from tinhso.kernel.http import Answer
from tinhso.services.payments.adapters import secrets
from tinhso.services.payments.simulator.bank import Bank, Entry
from tinhso.services.payments.types import Channel

_KEPT_S = 7 * 24 * 3600


class CacheBook:
    """Entries in the cache, for a week."""

    def find(self, reference: str) -> Entry | None:
        kept = cache.get(f"payments.demo.{reference}")
        return Entry(**kept) if kept else None

    def keep(self, entry: Entry) -> None:
        cache.set(f"payments.demo.{entry.reference}", asdict(entry), _KEPT_S)


def bank_of(channel: Channel) -> Bank:
    """The stand-in that plays this channel."""
    return Bank(channel=channel, secret=secrets.secret_of(channel), book=CacheBook())


def answer(channel: Channel, path: str, body: bytes) -> Answer:
    """What the stand-in answers."""
    return Answer(status=200, headers={}, body=bank_of(channel).answer(path, body))
