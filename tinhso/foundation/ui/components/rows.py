"""Rows of a long list: their template is rendered once with blanks, then filled for every line."""

import re
from collections.abc import Iterable
from html import escape
from operator import attrgetter

from django.utils.safestring import SafeString, mark_safe

# Private-use characters: no text of ours or of a reader's holds them.
_BLANK = re.compile("\ue000([a-z_.]+)\ue001")


class Blank:
    """Stands for a line while its row is rendered once; each attribute is printed as a place to fill."""

    def __init__(self, path: str = "") -> None:
        self._path = path

    def __getitem__(self, name: str) -> "Blank":
        return Blank(f"{self._path}.{name}" if self._path else name)

    def __str__(self) -> str:
        return f"\ue000{self._path}\ue001"

    def __bool__(self) -> bool:
        raise TypeError("a row is rendered once for all lines: it prints what a line holds and asks nothing of it")


def fill(row: str, lines: Iterable[object]) -> SafeString:
    """The row once for every line; what the line holds is escaped unless it is safe."""
    parts = _BLANK.split(row)
    names = parts[1::2]
    pattern = "%s".join(part.replace("%", "%%") for part in parts[::2])
    if len(names) < 2:
        raise ValueError("a row prints two or more fields of its line")
    cells = attrgetter(*names)
    escaped = _Escaped()
    # A safe text equals the same unsafe one: only plain texts are looked up. What is filled in was escaped one by one,
    # and the row came from a template.
    return mark_safe(  # noqa: S308
        "".join(
            pattern % tuple([escaped[value] if type(value) is str else escaped.other(value) for value in cells(line)])
            for line in lines
        )
    )


class _Escaped(dict[str, str]):
    """Texts as they are printed. Most of a list's (classes, titles, nothing) come again: each is escaped once."""

    def __missing__(self, text: str) -> str:
        found = self[text] = escape(text)
        return found

    def other(self, value: object) -> str:
        """A cell that is no plain text: a safe one stays as it is."""
        return value if isinstance(value, SafeString) else self[str(value)]
