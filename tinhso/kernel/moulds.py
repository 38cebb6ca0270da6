"""Rows that one act wrote, pressed again with other ids, days and words: how many records are loaded truthfully.

A mould is cast from everything the live path has written since a mark, in every table of every module, so that a
pressed record has exactly the rows of a live one. Days move by whole weeks only: in weeks without public holidays
every working-time reckoning then stays right. A model may say which of its cells are reckoned from others (`DERIVED`,
as a keyed digest is) and which are given by whoever presses (`GIVEN`: cell → word).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tinhso.kernel.database import Copying
from tinhso.kernel.encryption import EncryptedTextField, encrypt
from tinhso.kernel.ids import new_id, new_ids, random_token

# Told of each derived cell: the model, the row's id, the value.
Witness = Callable[[type[models.Model], UUID, bytes], None]
_ROOT = "tinhso."
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
_DAY = r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# Longer than any term: a day so much later is the end of a validity.
_LONG = timedelta(days=150)
# Records made before they are handed over to be written.
_CHUNK = 250
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Mark:
    """A point in the writing: what has a later key was written after it."""

    at: UUID
    counters: Mapping[str, int]


def mark() -> Mark:
    """The point now."""
    counters = {}
    for model in _models():
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
            counters[model._meta.label] = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
    return Mark(at=new_id(), counters=counters)


def _models() -> list[type[models.Model]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith(_ROOT)]
    return sorted(ours, key=lambda model: model._meta.label)


@dataclass(frozen=True)
class Table:
    """The rows of one table as one text for COPY, with the places that each pressing fills."""

    model: type[models.Model]
    columns: tuple[str, ...]
    text: str
    rows: int


@dataclass(frozen=True)
class Mould:
    """What `cast` found. `first` and `last`: the days between which everything in it lies, but for validity dates."""

    tables: tuple[Table, ...]
    ids: tuple[str, ...]
    tokens: tuple[str, ...]
    days: Mapping[str, date]
    sealed: Mapping[str, str]
    derived: tuple[tuple[str, str, type[models.Model], str], ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def first(self) -> date:
        return min(self.days.values())

    @property
    def last(self) -> date:
        return max(day for day in self.days.values() if day - self.first < _LONG)


def cast(since: Mark, *, words: Mapping[str, str], recent: date) -> Mould:
    """The mould of everything written since the mark. `words`: text as it stands → template (`%(name)s`) for it.

    Days before `recent` (birthdays, earlier papers) stay as they are; later ones belong to the record and move with it.
    """
    return _Caster(since, words, recent).cast()


@dataclass
class _Caster:
    since: Mark
    words: Mapping[str, str]
    recent: date
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    derived: list[tuple[str, str, type[models.Model], str]] = field(default_factory=list)

    def cast(self) -> Mould:
        found = [(model, rows) for model in _models() if (rows := self._written(model))]
        for model, rows in found:
            for one in model._meta.concrete_fields:
                if getattr(one, "default", None) is random_token:
                    self._know_tokens(str(getattr(row, one.attname)) for row in rows)
        known = sorted([*self.words, *self.tokens], key=len, reverse=True)
        texts = "".join(f"{re.escape(text)}|" for text in known)
        self._places = re.compile(f"({texts}{_UUID}|{_DAY})")
        tables = tuple(self._table(model, rows) for model, rows in found)
        return Mould(
            tables=tables,
            ids=tuple(self.ids.values()),
            tokens=tuple(self.tokens.values()),
            days=self.days,
            sealed=self.sealed,
            derived=tuple(self.derived),
        )

    def _written(self, model: type[models.Model]) -> list[models.Model]:
        pk: Any = model._meta.pk
        rows = model._default_manager.order_by("pk")
        if model._meta.label in self.since.counters:
            return list(rows.filter(pk__gt=self.since.counters[model._meta.label]))
        if isinstance(pk, models.UUIDField) or (pk.remote_field and isinstance(pk.target_field, models.UUIDField)):
            return list(rows.filter(pk__gt=self.since.at))
        return []

    def _know_tokens(self, values: Iterable[str]) -> None:
        for value in values:
            self.tokens.setdefault(value, f"t{len(self.tokens)}")

    def _table(self, model: type[models.Model], rows: list[models.Model]) -> Table:
        own_counter = model._meta.label in self.since.counters
        cells = [one for one in model._meta.concrete_fields if not (own_counter and one.primary_key)]
        lines = "".join("\t".join(self._cell(row, cell) for cell in cells) + "\n" for row in rows)
        return Table(model=model, columns=tuple(cell.attname for cell in cells), text=lines, rows=len(rows))

    def _cell(self, row: models.Model, cell: Any) -> str:
        value = getattr(row, cell.attname)
        given: Mapping[str, str] = getattr(row, "GIVEN", {})
        if cell.attname in given and value != "":
            return f"%({given[cell.attname]})s"
        if cell.attname == getattr(row, "DERIVED", None):
            return self._derived(row)
        if value is None:
            return "\\N"
        if isinstance(cell, EncryptedTextField):
            return self._secret(cell, value)
        match value:
            case bool():
                return "t" if value else "f"
            case bytes() | memoryview():
                return "\\\\x" + bytes(value).hex()
            case datetime():
                return self._filled(value.astimezone(UTC).isoformat(sep=" "), copied=True)
            case _ if isinstance(cell, models.JSONField):
                return self._filled(json.dumps(value, ensure_ascii=False), copied=True)
        return self._filled(str(value), copied=True)

    def _derived(self, row: Any) -> str:
        name = f"m{len(self.derived)}"
        texts = _BETWEEN.join(row.derived_from())
        key = self._place(str(row.pk)) or ""
        self.derived.append((name, key[2:-2], type(row), self._filled(texts, copied=False)))
        return f"\\\\x%({name})s"

    def _secret(self, cell: Any, value: Any) -> str:
        name = f"e{len(self.sealed)}"
        plain = value if isinstance(value, str) and type(cell) is EncryptedTextField else _compact(value)
        self.sealed[name] = self._filled(plain, copied=False)
        return f"%({name})s"

    def _filled(self, text: str, *, copied: bool) -> str:
        parts = self._places.split(text)
        return "".join(
            (self._place(part) if at % 2 else None) or _literal(part, copied=copied) for at, part in enumerate(parts)
        )

    def _place(self, text: str) -> str | None:
        """The place for a word, a new id or a recent day; None for what was there before."""
        if text in self.words:
            return self.words[text]
        if text in self.tokens:
            return f"%({self.tokens[text]})s"
        if len(text) == 36:
            if UUID(text) <= self.since.at:
                return None
            return f"%({self.ids.setdefault(text, f'u{len(self.ids)}')})s"
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        if day < self.recent:
            return None
        name = "d" + text.replace("-", "")
        self.days[name] = day
        return f"%({name})s"


def _literal(text: str, *, copied: bool) -> str:
    text = text.replace("%", "%%")
    return text.translate(_ESCAPES) if copied else text


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Press:
    """Presses records in the caller's transaction: rows are made, and written table by table while the next are made."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._moved: dict[tuple[int, int], dict[str, str]] = {}

    def press(self, records: Iterable[tuple[Mould, int, Mapping[str, str]]]) -> int:
        """Each mould, moved by so many weeks (earlier when negative), with new ids and these words; returns the rows."""
        rows = 0
        made: dict[tuple[type[models.Model], tuple[str, ...]], list[str]] = {}
        with Copying() as copying:
            for number, (mould, weeks, words) in enumerate(records, 1):
                values = self._values(mould, weeks, words)
                for table in mould.tables:
                    made.setdefault((table.model, table.columns), []).append(table.text % values)
                rows += mould.rows
                if number % _CHUNK == 0:
                    _hand_over(made, copying)
            _hand_over(made, copying)
        return rows

    def _values(self, mould: Mould, weeks: int, words: Mapping[str, str]) -> dict[str, str]:
        values = {**self._days(mould, weeks), **words}
        fresh = dict(zip(mould.ids, new_ids(len(mould.ids)), strict=True))
        values.update((name, str(key)) for name, key in fresh.items())
        for name in mould.tokens:
            values[name] = random_token()
        for name, template in mould.sealed.items():
            values[name] = encrypt(template % values)
        for name, key, model, template in mould.derived:
            digest: bytes = model.derive((template % values).split(_BETWEEN))  # type: ignore[attr-defined]
            values[name] = digest.hex()
            self._witness(model, fresh[key], digest)
        return values

    def _days(self, mould: Mould, weeks: int) -> dict[str, str]:
        key = (id(mould), weeks)
        if key not in self._moved:
            by = timedelta(weeks=weeks)
            self._moved[key] = {name: (day + by).isoformat() for name, day in mould.days.items()}
        return self._moved[key]


def _hand_over(made: dict[tuple[type[models.Model], tuple[str, ...]], list[str]], copying: Copying) -> None:
    for (model, columns), texts in made.items():
        copying.put(model, columns, "".join(texts))
    copying.checked()
    made.clear()
