"""A code list's definition as a value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tinhso.foundation.reference.types import CodeEntry, CodeList

_OWN = {"code", "title", "title_en", "parent", "valid_from", "valid_to"}


def code_list_from(body: Mapping[str, Any], on: date) -> CodeList:
    """The list with the entries that hold that day; keys that the list adds go to `attributes`."""
    return CodeList(
        code=body["code"],
        title=body["title"],
        entries=tuple(
            CodeEntry(
                code=entry["code"],
                title=entry["title"],
                title_en=entry.get("title_en", ""),
                parent=entry.get("parent"),
                attributes={key: value for key, value in entry.items() if key not in _OWN},
            )
            for entry in body["entries"]
            if _holds(entry, on)
        ),
    )


def _holds(entry: Mapping[str, Any], on: date) -> bool:
    day = on.isoformat()
    return str(entry.get("valid_from", day)) <= day <= str(entry.get("valid_to", day))
