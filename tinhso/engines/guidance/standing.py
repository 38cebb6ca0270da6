"""Guidance of a day as values in memory, read once while standing data stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.guidance.domain.outdated import read_outdated
from tinhso.engines.guidance.types import Desk, Mistake, OutdatedPaper, Word
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.clock import today
from tinhso.kernel.text import clean

PAGE = "pages"


@dataclass(frozen=True)
class Standing:
    """What the definitions of guidance say on a day. `words`: (the word as searched, what is shown)."""

    rules: tuple[OutdatedPaper, ...]
    mistakes: Mapping[str, tuple[Mistake, ...]]
    reviewed: Mapping[str, date]
    desks: tuple[tuple[frozenset[str], Desk], ...]
    words: tuple[tuple[tuple[str, ...], Word], ...]
    parts: tuple[Mapping[str, Any], ...]
    review_months: int


def current(on: date | None = None) -> Standing:
    """The guidance of that day (today when not said)."""
    return _read(on or today())


@access.kept_standing(maxsize=3)
def _read(on: date) -> Standing:
    helps = definitions.list_current("procedure_help", on=on)
    page = definitions.find("procedure_page", PAGE, on=on)
    return Standing(
        rules=tuple(
            read_outdated(v.code, v.title, v.effective_from, v.body)
            for v in definitions.list_current("outdated_paper", on=on)
        ),
        mistakes={v.code: tuple(Mistake(**one) for one in v.body["mistakes"]) for v in helps},
        reviewed={v.code: date.fromisoformat(v.body["reviewed_on"]) for v in helps},
        desks=tuple(
            (frozenset(desk["places"]), _desk(desk))
            for v in definitions.list_current("help_desks", on=on)
            for desk in v.body["desks"]
        ),
        words=tuple(
            (_searched(word), Word(word=word["word"], meaning=word["meaning"]))
            for v in definitions.list_current("glossary", on=on)
            for word in v.body["words"]
        ),
        parts=tuple(page.body["parts"]) if page else (),
        review_months=page.body["review_months"] if page else 12,
    )


def _desk(desk: Mapping[str, Any]) -> Desk:
    return Desk(
        title=desk["title"],
        phone=desk["phone"],
        hours=desk.get("hours", ""),
        address=desk.get("address", ""),
        local=desk.get("local", False),
    )


def _searched(word: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(clean(one).lower() for one in (word["word"], *word.get("also", ())))
