"""Events: frozen, versioned dataclasses that say what happened in ids and coded facts, never personal data."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event. A subclass sets `name` ("noun.past_verb") and `version`; a changed shape is a new version."""

    name: ClassVar[str]
    version: ClassVar[int] = 1

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values: ids and dates become text."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case _:
            raise TypeError(f"an event does not carry {type(value).__name__}")
