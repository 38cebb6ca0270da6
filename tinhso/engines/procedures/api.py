"""Procedures as of a day: look up, search, choose, what is required, and importing national records."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from tinhso.engines.procedures import catalogue
from tinhso.engines.procedures.actions import import_records as importing
from tinhso.engines.procedures.domain.checks import check_chooser_body, check_procedure_body
from tinhso.engines.procedures.domain.definition import fee_for_answers, read_procedure
from tinhso.engines.procedures.domain.merge import apply_overrides, beside_record, from_record
from tinhso.engines.procedures.domain.requirements import at_pointer, holds, most_exact
from tinhso.engines.procedures.errors import ChooserNotFound, ProcedureNotFound
from tinhso.engines.procedures.models import NationalRecord
from tinhso.engines.procedures.types import (
    Chooser,
    Component,
    Hit,
    ImportReport,
    Kind,
    Procedure,
    TermLine,
)  # fmt: skip
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

__all__ = [
    "case_of",
    "check_chooser",
    "check_procedure",
    "count_procedures",
    "fee_for",
    "find_choosers",
    "get_chooser",
    "get_procedure",
    "get_procedure_version",
    "import_records",
    "list_choosers",
    "list_procedures",
    "read_definition",
    "read_procedures",
    "required_components",
    "search",
    "term_for",
]


def get_procedure(code: str, *, on: date | None = None) -> Procedure:
    """The procedure in force that day: definition, national record and overrides merged. Raises ProcedureNotFound."""
    procedure = _procedure(code, on or today())
    if procedure is None:
        raise ProcedureNotFound(f"Không có thủ tục “{code}”.")
    return procedure


def get_procedure_version(version_id: UUID, *, on: date | None = None) -> Procedure:
    """What a dossier pinned: that version, with the overrides of `on` (today when not said). Raises NoDefinition."""
    return _procedure_version(version_id, on or today())


def list_procedures(*, on: date | None = None) -> tuple[Hit, ...]:
    """Every procedure in use that day, by title (score 0)."""
    return tuple(sorted(catalogue.current(on).summaries.values(), key=lambda hit: (hit.title, hit.code)))


def read_procedures(*, on: date | None = None) -> Iterator[Procedure]:
    """Every procedure in use that day, whole, in no order; without the national records' raw strings."""
    day = on or today()
    overrides = catalogue.current(day).overrides
    versions = {version.code: version for version in definitions.list_current("procedure", on=day)}
    standing_on = {version.body.get("national_code", code): version for code, version in versions.items()}
    for row in NationalRecord.objects.only("code", "parsed", "in_use").iterator(chunk_size=500):
        version = standing_on.pop(row.code, None)
        if version is not None:
            procedure = read_procedure(version.body, version_id=version.id)
            procedure = beside_record(procedure, row.parsed, raw={}, in_use=row.in_use)
        else:
            procedure = from_record(row.parsed, raw={}, in_use=row.in_use)
        if procedure.in_use and (version is not None or row.code not in versions):
            yield apply_overrides(procedure, overrides)
    for version in standing_on.values():
        yield apply_overrides(read_procedure(version.body, version_id=version.id), overrides)


def read_definition(body: Mapping[str, Any]) -> Procedure:
    """A `procedure` body that need not be applied yet, as a value: without national record and overrides."""
    return read_procedure(body, version_id=None)


def count_procedures(*, on: date | None = None) -> int:
    """How many procedures are in use that day."""
    return len(catalogue.current(on).summaries)


def search(text: str, *, limit: int = 20, on: date | None = None) -> list[Hit]:
    """The best matches for what a person typed: with or without marks, everyday words, typos, or a code."""
    book = catalogue.current(on)
    found = book.index.search(text, limit=max(0, limit))
    return [replace(book.summaries[code], score=score) for code, score in found]


def find_choosers(text: str, *, on: date | None = None) -> tuple[Chooser, ...]:
    """The choosers that a search should offer above its list; at most two."""
    book = catalogue.current(on)
    return tuple(book.choosers[code] for code, score in book.chooser_index.search(text, limit=2) if score >= 0.8)


def list_choosers(*, on: date | None = None) -> tuple[Chooser, ...]:
    """Every chooser in force that day, by title."""
    return tuple(sorted(catalogue.current(on).choosers.values(), key=lambda one: (one.title, one.code)))


def get_chooser(code: str, *, on: date | None = None) -> Chooser:
    """Raises ChooserNotFound."""
    chooser = catalogue.current(on).choosers.get(code)
    if chooser is None:
        raise ChooserNotFound(f"Không có bộ câu hỏi “{code}”.")
    return chooser


def case_of(procedure: Procedure, answers: Mapping[str, Any]) -> str | None:
    """The situation that the form's answers name (`case_from`); None when there is none or it is unanswered."""
    value = at_pointer(answers, procedure.case_from) if procedure.case_from else None
    return value if any(value == situation.code for situation in procedure.situations) else None


def term_for(procedure: Procedure, *, kind: Kind, channel: str, case: str | None = None) -> TermLine | None:
    """The most exact term line of that kind; None when there is none (then the law sets no time limit)."""
    return most_exact([t for t in procedure.terms if t.kind is kind], channel=channel, case=case)


def fee_for(procedure: Procedure, *, channel: str, case: str | None, answers: Mapping[str, Any]) -> int | None:
    """Đồng for the whole dossier; None where a quantity is not among the answers or the fees are not known."""
    if not procedure.fees_known:
        return None
    return fee_for_answers(procedure.fees, channel=channel, case=case, answers=answers)


def required_components(
    procedure: Procedure, *, channel: str, case: str | None, answers: Mapping[str, Any]
) -> tuple[Component, ...]:
    """The papers that this dossier needs, in order (papers that our own form makes are among them: `is_form`)."""
    return tuple(
        component
        for component in procedure.components
        if holds(component.required_when, channel=channel, case=case, answers=answers)
    )


def import_records(paths: Iterable[Path], *, dry_run: bool, actor: Actor, full_list: bool = False) -> ImportReport:
    """Read national records (files or folders of JSON) and store what is new or changed; nothing is ever deleted.

    With `full_list` a known code that the list does not name becomes not in use. `dry_run` writes nothing.
    A file that cannot be read is in `failures`, the others go on. Raises Denied, and EmptyList for an empty full list.
    """
    return importing.import_records(paths, dry_run=dry_run, full_list=full_list, actor=actor)


def check_procedure(body: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(JSON pointer, sentence) of everything wrong in a `procedure` body that fits its schema, its cases included."""
    return check_procedure_body(body)


def check_chooser(body: Mapping[str, Any], *, known: Iterable[str] | None = None) -> Iterable[tuple[str, str]]:
    """(JSON pointer, sentence) of everything wrong in a `chooser` body; its ends are checked where `known` is given."""
    return check_chooser_body(body, known)


@access.kept_standing(maxsize=1024)
def _procedure(code: str, on: date) -> Procedure | None:
    version = definitions.find("procedure", code, on=on)
    procedure = _from_version(version) if version else _from_record(code)
    return None if procedure is None else apply_overrides(procedure, catalogue.current(on).overrides)


@access.kept_standing(maxsize=1024)
def _procedure_version(version_id: UUID, on: date) -> Procedure:
    return apply_overrides(_from_version(definitions.get_version(version_id)), catalogue.current(on).overrides)


def _from_version(version: DefinitionVersion) -> Procedure:
    procedure = read_procedure(version.body, version_id=version.id)
    row = _record(version.body.get("national_code", procedure.code))
    return procedure if row is None else beside_record(procedure, row.parsed, raw=row.raw, in_use=row.in_use)


def _from_record(code: str) -> Procedure | None:
    row = _record(code)
    return None if row is None else from_record(row.parsed, raw=row.raw, in_use=row.in_use)


def _record(code: str) -> NationalRecord | None:
    return NationalRecord.objects.filter(code=code).only("parsed", "raw", "in_use").first()
