"""A list copied from a spreadsheet becomes items of a repeating group: a line an item, a column a question.

Choices are found by their code or their words, with or without marks; a date is one cell, day first.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from tinhso.engines.forms.domain.answering import box
from tinhso.engines.forms.domain.values import Typed, box_names
from tinhso.engines.forms.types import Asked, Choice, Field, FieldKind, Topic
from tinhso.kernel.text import clean, fold

ChoicesOf = Callable[[Field], tuple[Choice, ...]]
_CHOSEN = (FieldKind.CHOICE, FieldKind.CODE_LIST)
_NOT_IN_A_CELL = (FieldKind.ADDRESS, FieldKind.CHOICES)
_YES, _NO = {"co", "x", "true", "1"}, {"khong", "false", "0"}


def takes_lists(topic: Topic) -> bool:
    """Whether every question of the group fits into a cell: an address, or several choices at once, does not."""
    return topic.repeat is not None and all(asked.field.kind not in _NOT_IN_A_CELL for asked in topic.asked)


def rows_of(text: str, topic: Topic) -> list[tuple[int, list[str]]]:
    """(line number, cells) of each line that holds something; a first line that only repeats the questions is left out."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip(" \t;")]
    mark = "\t" if any("\t" in line for _, line in lines) else ";"
    rows = [(number, [clean(cell) for cell in line.split(mark)]) for number, line in lines]
    labels = {fold(asked.label) for asked in topic.asked}
    if rows and {fold(cell) for cell in rows[0][1] if cell} <= labels:
        return rows[1:]
    return rows


def typed_of_row(topic: Topic, cells: Sequence[str], choices_of: ChoicesOf) -> Typed:
    """A line's cells as the boxes of one item's page."""
    typed: dict[str, list[str]] = {}
    for asked, cell in zip(topic.asked, cells, strict=False):
        typed |= _boxes(asked, cell, choices_of)
    return typed


def _boxes(asked: Asked, cell: str, choices_of: ChoicesOf) -> Mapping[str, list[str]]:
    field, names = asked.field, box_names(asked.field, box(asked.field.path))
    if len(names) > 1:
        parts = re.split(r"[/.\-\s]+", cell) if cell else []
        if parts and len(parts[0]) == len("2026"):
            parts.reverse()
        # A year alone, or month and year, stand in the last boxes.
        given = ["", "", "", *parts][-len(names) :] if len(parts) <= len(names) else [cell, cell, cell]
        return {name: [part] for name, part in zip(names, given, strict=True)}
    if field.kind in _CHOSEN:
        cell = _code(cell, choices_of(field))
    elif field.kind is FieldKind.BOOLEAN and cell:
        cell = "true" if fold(cell) in _YES else "false" if fold(cell) in _NO else cell
    return {names[0]: [cell]}


def _code(cell: str, choices: tuple[Choice, ...]) -> str:
    wanted = fold(cell)
    found = (str(one.code) for one in choices if wanted in (fold(str(one.code)), fold(one.title)))
    return next(found, cell)
