"""A form as PDF: every question with room to write, what is known filled in, and the papers to bring along."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tinhso.casework.blank_forms.types import PrintedForm
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import BlankKind, BlankLine
from tinhso.engines.procedures.types import Component, Procedure
from tinhso.services.papers import api as papers

# Rows of an empty list; whoever has more adds a sheet.
_ROWS = 4


def render(procedure: Procedure, data: Mapping[str, Any], *, prefilled: bool) -> PrintedForm:
    """The PDF of a procedure that has a form."""
    assert procedure.form is not None
    form = forms.compile_form(procedure.form)
    own = next((one for one in procedure.components if one.is_form), None)
    context = {
        "title": own.title if own else f"Tờ khai: {procedure.title}",
        "procedure_title": procedure.title,
        "procedure_code": procedure.code,
        "sections": [
            {"title": part.title, "note": part.note, "lines": [_line(line) for line in part.lines]}
            for part in forms.blank(form, data)
        ],
        "declaration": form.declaration,
        "papers": [
            {"title": one.title, "count": _count(one), "note": one.hint}
            for one in procedure.components
            if not one.is_form
        ],
        "prefilled": prefilled,
    }
    name = f"to-khai-{procedure.code}{'-dien-san' if prefilled else ''}.pdf"
    return PrintedForm(pdf=papers.render_paper(template="blank_form", context=context, size="A4"), file_name=name)


def _line(line: BlankLine) -> dict[str, Any]:
    return {
        "label": line.label,
        "kind": line.kind.value,
        "value": line.value,
        "note": line.note,
        "options": [{"title": title, "ticked": ticked} for title, ticked in line.options],
        "rows": range(_ROWS) if line.kind is BlankKind.ITEM else (),
    }


def _count(component: Component) -> str:
    if component.shown_only:
        return "xuất trình"
    counts = ((component.originals, "bản chính"), (component.copies, "bản sao"))
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def preparation(procedure: Procedure, *, page_url: str, on: date) -> PrintedForm:
    """The papers of a procedure to tick off at home, case by case: what can be printed where no form is known here."""
    cases: dict[str | None, str] = {None: "Mọi trường hợp", **{one.code: one.title for one in procedure.situations}}
    found: dict[str | None, list[dict[str, str]]] = {}
    for one in procedure.components:
        found.setdefault(one.case, []).append(
            {"title": one.title, "count": _count(one), "form": one.template or "", "note": one.hint}
        )
    context = {
        "title": "Phiếu chuẩn bị hồ sơ",
        "procedure_title": procedure.title,
        "procedure_code": procedure.code,
        "groups": [{"title": title, "papers": found[case]} for case, title in cases.items() if case in found],
        "page_url": page_url,
        "printed_on": f"{on:%d/%m/%Y}",
    }
    pdf = papers.render_paper(template="preparation", context=context, size="A4")
    return PrintedForm(pdf=pdf, file_name=f"chuan-bi-{procedure.code}.pdf")
