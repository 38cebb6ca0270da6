"""A dossier's state as JSON and back, for the time it waits in the queue."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


def plain(value: Any) -> Any:
    """JSON values: ids and instants as text."""
    match value:
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case _:
            return value


def read(kind: type[T], value: dict[str, Any]) -> T:
    """The dataclass that was made plain."""
    hints = get_type_hints(kind)
    build: Any = kind
    given = {one.name: _read(hints[one.name], value[one.name]) for one in fields(build) if one.name in value}
    made: T = build(**given)
    return made


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], one) for one in value)
    wanted = next((one for one in get_args(hint) if one is not type(None)), hint)
    if wanted is UUID:
        return UUID(value)
    if wanted is datetime:
        return datetime.fromisoformat(value)
    return read(wanted, value) if is_dataclass(wanted) and isinstance(wanted, type) else value
