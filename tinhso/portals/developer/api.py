"""Where the pages get the description of the API from: config alone knows every operation."""

from collections.abc import Callable, Mapping
from typing import Any

Description = Mapping[str, Any]
_describe: list[Callable[[], Description]] = []


def use_description(describe: Callable[[], Description]) -> None:
    """Config calls this once at start; the last one given answers."""
    _describe[:] = [describe]


def description() -> Description:
    """The OpenAPI description of the whole API."""
    return _describe[0]()
