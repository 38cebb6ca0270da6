"""An event as a CloudEvent 1.0, and as JSON Schema: what a receiver reads."""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tinhso.kernel.event import Event
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.webhooks.types import Mode, Telling

_SHAPES: dict[Any, dict[str, Any]] = {
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
}


def tell(record: EventRecord, *, address: str) -> Telling:
    """The CloudEvent of a record; `address` is the platform's own."""
    attributes = {
        "specversion": "1.0",
        "id": str(record.id),
        "source": f"{address}/api/v1/events",
        "type": record.name,
        "subject": f"{record.aggregate_kind}/{record.aggregate_id}",
        "time": record.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": f"{address}/api/v1/event-types/{record.name}?version={record.version}",
        # CloudEvents' own extension: counts the events of one subject, so a receiver sees order and gaps.
        "sequence": str(record.seq),
        "sequencetype": "Integer",
    }
    return Telling(attributes=attributes, data=record.payload)


def as_json(telling: Telling) -> dict[str, Any]:
    """The whole event as one JSON object (the structured form)."""
    return {**telling.attributes, "data": telling.data}


def pack(telling: Telling, mode: Mode) -> tuple[dict[str, str], bytes]:
    """(headers, body) of a delivery."""
    if mode is Mode.STRUCTURED:
        return {"Content-Type": "application/cloudevents+json; charset=utf-8"}, _bytes(as_json(telling))
    named = {f"ce-{name}": value for name, value in telling.attributes.items() if name != "datacontenttype"}
    return {"Content-Type": "application/json", **named}, _bytes(telling.data)


def _bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def schema_of(event: type[Event]) -> dict[str, Any]:
    """JSON Schema 2020-12 of an event's data."""
    hints = typing.get_type_hints(event)
    fields = dataclasses.fields(event)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{event.name} v{event.version}",
        "type": "object",
        "required": [one.name for one in fields],
        "properties": {one.name: _shape(hints[one.name]) for one in fields},
    }


def _shape(hint: Any) -> dict[str, Any]:
    if hint in _SHAPES:
        return _SHAPES[hint]
    parts = typing.get_args(hint)
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return {"anyOf": [{"type": "null"} if part is type(None) else _shape(part) for part in parts]}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(parts[0])}
    return {}


def fits(patterns: typing.Iterable[str], name: str) -> bool:
    """Whether a subscription to these (`dossier.finished`, `dossier.*`, `*`) wants events of the name."""
    return any(one in ("*", name) or (one.endswith(".*") and name.startswith(one[:-1])) for one in patterns)
