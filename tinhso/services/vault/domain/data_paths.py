"""Data of an item as flat paths, whatever shape they were given in."""

from collections.abc import Mapping
from typing import Any


def flat(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"child": {"full_name": "A"}}` and `{"child.full_name": "A"}` alike become `{"child.full_name": "A"}`.

    Lists are values. An empty mapping disappears.
    """
    found: dict[str, Any] = {}
    for name, value in data.items():
        path = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(value, Mapping) and not _is_value(value):
            found.update(flat(value, path))
        else:
            found[path] = value
    return found


def _is_value(value: Mapping[str, Any]) -> bool:
    """An address is one value of a form, not a group of them."""
    return "commune" in value or "commune_code" in value
