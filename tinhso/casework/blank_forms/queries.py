"""The list of forms of a day, in memory while standing data stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tinhso.casework.blank_forms.types import BlankForm, OfficialFile
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.kernel.text import fold

_LONGEST_TITLE = 160
# The paper that our own form asks, where the procedure lists none of its own for it.
_DECLARATION = ""


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
    official = _official(on)
    for procedure in procedures.read_procedures(on=on):
        found = tuple(_forms_of(procedure, official.get(procedure.code, {})))
        if found:
            by_procedure[procedure.code] = found
    everything = sorted(
        (form for found in by_procedure.values() for form in found),
        key=lambda form: (not (form.printable or form.official), form.title, form.procedure),
    )
    lines = tuple((fold(f"{f.title} {f.form_code} {f.procedure} {f.procedure_title}"), f) for f in everything)
    return _Library(lines=lines, by_procedure=by_procedure)


def official_version(procedure: str, name: str, on: date) -> DefinitionVersion | None:
    """The official form of that file name which is in force for a procedure."""
    found = (one for one in definitions.list_current("official_form", on=on) if one.body["procedure"] == procedure)
    return next((one for one in found if one.body["file"] == name), None)


def _official(on: date) -> dict[str, dict[str, list[OfficialFile]]]:
    """Procedure → paper → the files that the province laid beside it."""
    found: dict[str, dict[str, list[OfficialFile]]] = {}
    for one in definitions.list_current("official_form", on=on):
        # Four letters of base64 hold three bytes; "=" at its end holds none.
        content = one.body["content"]
        size = len(content) * 3 // 4 - content.count("=")
        papers = found.setdefault(one.body["procedure"], {}).setdefault(one.body.get("component", _DECLARATION), [])
        papers.append(OfficialFile(name=one.body["file"], title=one.title, size=size))
    return found


def _forms_of(procedure: Procedure, official: Mapping[str, Sequence[OfficialFile]]) -> Iterator[BlankForm]:
    """Our own form, once; then the forms that papers of the procedure name or that lie beside it, each once."""
    own = procedure.version_id is not None and procedure.form is not None
    if own:
        form = next((one for one in procedure.components if one.is_form), None)
        files = [*official.get(_DECLARATION, ()), *(official.get(form.code, ()) if form else ())]
        yield _form(procedure, form.title if form else procedure.title, "", printable=True, official=files)
    seen: set[str] = set()
    for component in procedure.components:
        name, beside = component.template or "", official.get(component.code, ())
        if own and component.is_form:
            continue
        if beside or (name and name not in seen):
            seen.add(name)
            yield _form(procedure, component.title, name, printable=False, official=beside)


def _form(
    procedure: Procedure, title: str, form_code: str, *, printable: bool, official: Sequence[OfficialFile]
) -> BlankForm:
    return BlankForm(
        procedure=procedure.code,
        procedure_title=procedure.title,
        field_title=procedure.field_title,
        title=_short(title),
        form_code=form_code,
        printable=printable,
        official=tuple(official),
    )


def _short(title: str) -> str:
    """The name of a paper as a record has it, without the marks of its list and not longer than people read."""
    bare = title.lstrip("+-*•) .").strip()
    return bare if len(bare) <= _LONGEST_TITLE else f"{bare[: _LONGEST_TITLE - 1].rstrip()}…"
