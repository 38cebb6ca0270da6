"""Which hard words stand on a procedure's page."""

import re
from collections.abc import Iterable

from tinhso.engines.guidance.types import Word
from tinhso.engines.procedures.types import Procedure
from tinhso.kernel.text import clean


def words_in(procedure: Procedure, words: Iterable[tuple[tuple[str, ...], Word]]) -> tuple[Word, ...]:
    """The words of the glossary that the page uses, in the glossary's order."""
    text = clean(" ".join(_texts(procedure))).lower()
    return tuple(word for forms, word in words if any(_stands(form, text) for form in forms))


def _texts(procedure: Procedure) -> Iterable[str]:
    yield from (procedure.title, procedure.intro, procedure.who, procedure.conditions, *procedure.steps)
    for component in procedure.components:
        yield from (component.title, component.hint)
    for situation in procedure.situations:
        yield from (situation.title, situation.hint)
    yield from (result.title for result in procedure.results)


def _stands(form: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None
