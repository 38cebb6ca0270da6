"""What changed between two bodies, as lines a person reads before applying."""

from collections.abc import Iterator, Mapping
from typing import Any

_SHOWN = 80


def differences(old: Any, new: Any, at: str = "") -> Iterator[str]:
    """Lines `~ pointer: old → new`, `+ pointer: new`, `- pointer: old`, in reading order."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(k for k in old if k not in new)]:
            pointer = f"{at}/{key}"
            if key not in old:
                yield f"+ {pointer}: {_short(new[key])}"
            elif key not in new:
                yield f"- {pointer}: {_short(old[key])}"
            else:
                yield from differences(old[key], new[key], pointer)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            pointer = f"{at}/{index}"
            if index >= len(old):
                yield f"+ {pointer}: {_short(new[index])}"
            elif index >= len(new):
                yield f"- {pointer}: {_short(old[index])}"
            else:
                yield from differences(old[index], new[index], pointer)
    elif old != new or type(old) is not type(new):
        yield f"~ {at}: {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
