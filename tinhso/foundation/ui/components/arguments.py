"""Turns what a template passes (dataclasses, mappings, None) into the typed arguments of a component."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def one(cls: type[T], value: object) -> T | None:
    """``value`` as ``cls``: an instance passes, a mapping is unpacked (unknown key: TypeError), empty gives None."""
    if value is None or value == "":
        return None
    if isinstance(value, cls):
        return value
    if isinstance(value, Mapping):
        fields: Mapping[str, Any] = value
        return cls(**fields)
    raise TypeError(f"{cls.__name__} or mapping wanted, got {type(value).__name__}")


def many(cls: type[T], values: object) -> tuple[T, ...]:
    """Every element of ``values`` as ``cls``; None and "" give the empty tuple."""
    if values is None or values == "":
        return ()
    if not isinstance(values, Iterable):
        raise TypeError(f"a list of {cls.__name__} wanted, got {type(values).__name__}")
    return tuple(item for item in (one(cls, value) for value in values) if item is not None)


def message(error: object) -> str:
    """One error text of a string, a list of strings or nothing; sentences stand behind one another."""
    if not error:
        return ""
    if isinstance(error, str):
        return error
    if isinstance(error, Iterable):
        return " ".join(str(part) for part in error)
    raise TypeError(f"error text or list of texts wanted, got {type(error).__name__}")


def described_by(field_id: str, *, hint: str, error: str, source: object = None) -> str:
    """The ids for ``aria-describedby``, in reading order."""
    names = (("hint", hint), ("source", source), ("error", error))
    return " ".join(f"{field_id}-{name}" for name, given in names if given)
