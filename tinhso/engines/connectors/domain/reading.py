"""What an answer means, and the values that are read out of it."""

from collections.abc import Mapping
from typing import Any

from tinhso.engines.connectors.types import Answers, Meaning, Operation

_MISSING = object()
_LONGEST = 2000


def at(answer: Any, path: str) -> Any:
    """The value at a dotted path; a number in it counts in a list. None where there is nothing."""
    place = answer
    for name in path.split("."):
        if isinstance(place, Mapping):
            place = place.get(name, _MISSING)
        elif isinstance(place, list) and name.isdigit() and int(name) < len(place):
            place = place[int(name)]
        else:
            return None
    return None if place is _MISSING else place


def text_at(answer: Any, path: str) -> str:
    """As text: partners send 0 and "0" alike. "" for what is no single value."""
    value = at(answer, path) if path else None
    if value is None or isinstance(value, bool | Mapping | list):
        return ""
    return str(value).strip()[:_LONGEST]


def meaning(answer: Any, answers: Answers) -> Meaning:
    """Without a place for a code, an answer that came is a yes."""
    if not answers.code_at:
        return Meaning.YES
    code = text_at(answer, answers.code_at)
    lists = (
        (answers.ok, Meaning.YES),
        (answers.missing, Meaning.NOTHING),
        (answers.known, Meaning.KNOWN),
        (answers.again, Meaning.AGAIN),
        (answers.signed_out, Meaning.SIGNED_OUT),
    )
    return next((found for codes, found in lists if code in codes), Meaning.NO)


def values(answer: Any, operation: Operation) -> dict[str, str]:
    return {name: text_at(answer, path) for name, path in operation.reads.items()}
