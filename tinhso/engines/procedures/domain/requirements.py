"""Which line holds for a channel and a case, what it costs, which papers are required. Pure."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from jsonschema import Draft202012Validator

_MISSING = object()


class _Line(Protocol):
    @property
    def channel(self) -> str: ...
    @property
    def case(self) -> str | None: ...


L = TypeVar("L", bound=_Line)


def most_exact(lines: Iterable[L], *, channel: str | None, case: str | None) -> L | None:
    """The line for this channel and case; a named case counts more than a named channel. None when none holds."""
    best: L | None = None
    best_rank = -1
    for line in lines:
        if line.channel not in ("any", channel) or line.case not in (None, case):
            continue
        rank = 2 * (line.case is not None) + (line.channel != "any")
        if rank > best_rank:
            best, best_rank = line, rank
    return best


def at_pointer(data: Any, pointer: str, default: Any = None) -> Any:
    """The value at a JSON pointer (RFC 6901) or the default."""
    value = data
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return default
    return value


def holds(condition: Any, *, channel: str | None, case: str | None, answers: Mapping[str, Any]) -> bool:
    """Whether a `required_when` holds; None always does."""
    if condition is None:
        return True
    if isinstance(condition, list):
        return any(holds(one, channel=channel, case=case, answers=answers) for one in condition)
    if "case" in condition and case not in _listed(condition["case"]):
        return False
    if "channel" in condition and channel not in _listed(condition["channel"]):
        return False
    return all(_answer_holds(answers, at, schema) for at, schema in condition.get("answers", {}).items())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _answer_holds(answers: Mapping[str, Any], pointer: str, schema: Any) -> bool:
    value = at_pointer(answers, pointer, _MISSING)
    return value is not _MISSING and _validator(_Frozen(schema)).is_valid(value)


class _Frozen:
    """A schema that can be a cache key."""

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self._key = repr(schema)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other._key == self._key


@lru_cache(maxsize=512)
def _validator(frozen: _Frozen) -> Draft202012Validator:
    return Draft202012Validator(frozen.schema)
