"""The list of forms of a day, in memory while standing data stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tinhso.casework.blank_forms.types import BlankForm
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.kernel.text import fold

_LONGEST_TITLE = 160


@dataclass(frozen=True)
class _Library:
    """Every form with the folded text that a search looks at, and the forms by procedure."""

    lines: tuple[tuple[str, BlankForm], ...]
    by_procedure: Mapping[str, tuple[BlankForm, ...]]


def search(text: str, on: date) -> tuple[BlankForm, ...]:
    """Forms that hold every word, those that are printed here first."""
    words = fold(text).split()
    return tuple(form for searched, form in _library(on).lines if all(word in searched for word in words))


def of_procedure(code: str, on: date) -> tuple[BlankForm, ...]:
    """The forms of one procedure, in the order of its papers."""
    return _library(on).by_procedure.get(code, ())


@access.kept_standing(maxsize=3)
def _library(on: date) -> _Library:
    by_procedure: dict[str, tuple[BlankForm, ...]] = {}
    for procedure in procedures.read_procedures(on=on):
        found = tuple(_forms_of(procedure))
        if found:
            by_procedure[procedure.code] = found
    everything = sorted(
        (form for found in by_procedure.values() for form in found),
        key=lambda form: (not form.printable, form.title, form.procedure),
    )
    lines = tuple((fold(f"{f.title} {f.form_code} {f.procedure} {f.procedure_title}"), f) for f in everything)
    return _Library(lines=lines, by_procedure=by_procedure)


def _forms_of(procedure: Procedure) -> Iterator[BlankForm]:
    """Our own form, once; then the forms that papers of the procedure name, each once."""
    own = procedure.version_id is not None and procedure.form is not None
    if own:
        title = next((one.title for one in procedure.components if one.is_form), procedure.title)
        yield _form(procedure, title, "", printable=True)
    seen: set[str] = set()
    for component in procedure.components:
        name = component.template or ""
        if name and name not in seen and not (own and component.is_form):
            seen.add(name)
            yield _form(procedure, component.title, name, printable=False)


def _form(procedure: Procedure, title: str, form_code: str, *, printable: bool) -> BlankForm:
    return BlankForm(
        procedure=procedure.code,
        procedure_title=procedure.title,
        field_title=procedure.field_title,
        title=_short(title),
        form_code=form_code,
        printable=printable,
    )


def _short(title: str) -> str:
    """The name of a paper as a record has it, without the marks of its list and not longer than people read."""
    bare = title.lstrip("+-*•) .").strip()
    return bare if len(bare) <= _LONGEST_TITLE else f"{bare[: _LONGEST_TITLE - 1].rstrip()}…"
