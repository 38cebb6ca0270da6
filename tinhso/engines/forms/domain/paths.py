"""Dotted field paths, nested answers and JSON pointers (RFC 6901)."""

from collections.abc import Iterable, Mapping
from typing import Any


def pointer(parts: Iterable[str | int]) -> str:
    """("a/b", 0) → "/a~1b/0"; the whole document is ""."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def parts_of(text: str) -> tuple[str, ...]:
    """The unescaped parts of a JSON pointer. Raises ValueError for what is none."""
    if text == "":
        return ()
    if not text.startswith("/"):
        raise ValueError("a JSON pointer is empty or starts with a slash")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))


def pointer_of(path: str) -> str:
    """A dotted path as a JSON pointer: "child.full_name" → "/child/full_name"."""
    return pointer(path.split("."))


def get(data: object, path: str) -> Any:
    """The value at a dotted path, or None."""
    for part in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(part)
    return data


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path, making sections; None removes it (and sections left empty)."""
    head, _, rest = path.partition(".")
    if not rest:
        if value is None:
            data.pop(head, None)
        else:
            data[head] = value
        return
    section = data.get(head)
    if not isinstance(section, dict):
        if value is None:
            return
        section = data[head] = {}
    put(section, rest, value)
    if not section:
        del data[head]
