"""What the events of a due and of a dossier come to. Nothing here asks a system's own rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

PAID, UNPAID = "fee.paid", "fee.unpaid"


class Told(Protocol):
    """What of an event is read here."""

    @property
    def name(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def payload(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the record has of one source of money, for one due: with what was too much."""

    amount_vnd: int
    at: datetime


def recorded_from(events: Iterable[Told], source: tuple[str, UUID]) -> Recorded | None:
    """What these events of a due say of one source: paid less taken back. None where the source was never heard of."""
    amount, at = 0, None
    for event in events:
        if event.name not in (PAID, UNPAID) or _source(event) != source:
            continue
        told = int(event.payload["amount_vnd"]) + int(event.payload["excess_vnd"])
        amount += told if event.name == PAID else -told
        at = event.at
    return None if at is None else Recorded(amount_vnd=amount, at=at)


def sources_of(events: Iterable[Told], kind: str) -> tuple[UUID, ...]:
    """The sources of a kind that these events name, each once."""
    found = (_source(event) for event in events if event.name in (PAID, UNPAID))
    return tuple(dict.fromkeys(key for named, key in found if named == kind))


def _source(event: Told) -> tuple[str, UUID]:
    return str(event.payload["source_kind"]), UUID(str(event.payload["source_id"]))


def last_status(events: Iterable[Told]) -> tuple[int, datetime] | None:
    """The status that the last event of a dossier told, and since when it has it."""
    status, since = None, None
    for event in events:
        told = int(event.payload["status"])
        if told != status:
            status, since = told, event.at
    return None if status is None or since is None else (status, since)
