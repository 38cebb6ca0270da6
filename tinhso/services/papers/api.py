"""Papers: which form is in force, and its PDF.

Contexts of each template are described in this module's README; `testing.sample_context` gives a full one of each.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.errors import Invalid
from tinhso.services.papers.domain import barcode, layouts, letters, qr
from tinhso.services.papers.domain.docx import comparing, merging
from tinhso.services.papers.domain.docx.document import lines_of, read_document
from tinhso.services.papers.domain.docx.html import to_html
from tinhso.services.papers.domain.docx.package import DocxRefused, check_harmless
from tinhso.services.papers.domain.paper_set import read_papers
from tinhso.services.papers.errors import DocxInvalid, LetterUnknownField, PaperIncomplete, PaperUnknown
from tinhso.services.papers.rendering import html_to_pdf, qr_svg
from tinhso.services.papers.types import Paper, PaperRole, PaperSize, Piece, QrFacts, RenderedPaper

__all__ = [
    "barcode_svg",
    "check_blank_docx",
    "check_docx",
    "check_letter",
    "compare_docx",
    "docx_html",
    "find_paper",
    "list_papers",
    "merge_docx",
    "merge_letter",
    "merge_text",
    "qr_payload",
    "qr_svg",
    "render_for",
    "render_letter",
    "render_paper",
]

PAPER_SET = "one_stop"
_LANDSCAPE = ("hand_over_list", "tracking_book", "copy_book", "statistics")


def list_papers(*, on: date) -> tuple[Paper, ...]:
    """The forms in force on a day (TT 01/2018/TT-VPCP, TT 03/2025/TT-VPCP), in form order. NotFound when none is."""
    version = definitions.get("paper_set", PAPER_SET, on=on)
    document = str(version.legal_basis[0]["document"]) if version.legal_basis else ""
    return read_papers(version.body, legal_document=document)


def system_name(*, on: date) -> str:
    """The name of the system that supplies the data, as the QR of a paper must say it."""
    return str(definitions.get("paper_set", PAPER_SET, on=on).body["system_name"])


def find_paper(*, role: PaperRole | str, on: date) -> Paper:
    """The form for a moment of a dossier. Raises PaperUnknown when the set of that day has none."""
    for paper in list_papers(on=on):
        if paper.role == role:
            return paper
    raise PaperUnknown(f"Không có mẫu giấy “{role}” đang áp dụng vào ngày {on:%d/%m/%Y}.")


def render_for(*, role: PaperRole | str, on: date, context: Mapping[str, Any]) -> RenderedPaper:
    """The paper of the form set in force on `on` (the day the dossier was accepted), with the form's own title.

    `context["number"]`, when given, is the serial alone: the form's notation is added. `context["qr"]` is QrFacts.
    Raises PaperUnknown; PaperIncomplete with the names of the missing values.
    """
    paper = find_paper(role=role, on=on)
    number = context.get("number")
    shown = {
        **context,
        "title": paper.title,
        "form_note": f"Mẫu số {paper.form} – {paper.legal_document}",
        "number": paper.number_pattern.replace("{number}", str(number)) if number not in (None, "") else "",
        **_worded(paper, context),
    }
    pdf = _render(paper.template, shown, paper.size, paper.landscape)
    name = f"{context.get('dossier_code') or paper.role.value}-mau-{paper.form}.pdf"
    return RenderedPaper(pdf=pdf, form=paper.form, title=paper.title, size=paper.size, file_name=name)


def _worded(paper: Paper, context: Mapping[str, Any]) -> dict[str, str]:
    """The sentences of a form, merged: what is not given is empty, and a paragraph of empty values is left out."""
    quoted = layouts.WORDED.get(paper.template, frozenset())
    values = {"unit": context.get("head", {}).get("unit", "")}
    values |= {name: str(context.get(name) or "") for name in quoted - {"unit"}}
    return {"body_html": merge_letter(paper.body, values), "closing_html": merge_letter(paper.closing, values)}


def render_letter(*, code: str, on: date, context: Mapping[str, Any], values: Mapping[str, object]) -> RenderedPaper:
    """A letter of the kind `letter` in force on a day, its body merged with `values` (the `letter_fields` of the set).

    `context` as the layout `letter` wants it, without title and body; `number` is the serial alone. Raises NoDefinition,
    LetterUnknownField, PaperIncomplete.
    """
    version = definitions.get("letter", code, on=on)
    number = context.get("number")
    shown = {
        **context,
        "title": version.title,
        "number": version.body["number_pattern"].replace("{number}", str(number)) if number not in (None, "") else "",
        "body_html": merge_letter(version.body["body"], values),
    }
    pdf = _render("letter", shown, "A4", landscape=False)
    name = f"{context.get('dossier_code') or code}-{code}.pdf"
    return RenderedPaper(pdf=pdf, form="", title=version.title, size="A4", file_name=name)


def render_paper(*, template: str, context: Mapping[str, Any], size: PaperSize) -> bytes:
    """The PDF of one layout, e.g. `result` or `application` (which belong to no form set).

    Tinos only, tagged title, QR top left when `context["qr"]` is a QrFacts; equal input gives equal bytes.
    Raises PaperUnknown for an unknown template, PaperIncomplete with the names of the missing values.
    """
    return _render(template, context, size, landscape=template in _LANDSCAPE)


def _render(template: str, context: Mapping[str, Any], size: PaperSize, landscape: bool) -> bytes:
    if template not in layouts.REQUIRED:
        raise PaperUnknown(f"Không có mẫu in “{template}”.")
    absent = layouts.missing(template, context)
    if absent:
        raise PaperIncomplete(
            f"Giấy “{context.get('title') or template}” còn thiếu: {', '.join(absent)}.",
            fields={f"/{name}": "Chưa có giá trị" for name in absent},
        )
    facts = context.get("qr")
    if facts is not None and not isinstance(facts, QrFacts):
        raise Invalid("Dữ liệu mã QR của giấy tờ không đúng kiểu.")
    drawn = {**context, "qr_svg": qr_svg(qr.payload(facts)) if facts is not None else ""}
    return html_to_pdf(template=template, context=drawn, size=size, landscape=landscape)


def barcode_svg(text: str) -> str:
    """Inline SVG of the linear barcode (Code 128) of a number, as large as its box. Raises Invalid for other letters."""
    try:
        return barcode.svg(text)
    except ValueError:
        raise Invalid("Mã vạch chỉ ghi được chữ cái không dấu và chữ số.") from None


def qr_payload(facts: QrFacts) -> str:
    """The text in the QR of a paper: labelled lines with the minimum data of TT 01/2023/TT-VPCP Điều 26."""
    return qr.payload(facts)


def check_letter(text: str, known: Collection[str]) -> list[str]:
    """Vietnamese sentences about what is wrong with a letter of a definition; `known` are the paths it may use."""
    return letters.problems(text, known)


def merge_letter(text: str, values: Mapping[str, object]) -> str:
    """The letter as escaped HTML paragraphs for `context["body_html"]`. Raises LetterUnknownField."""
    try:
        return letters.merge_html(text, values)
    except letters.UnknownField as unknown:
        raise LetterUnknownField(f"Thư mẫu cần giá trị “{unknown.args[0]}” nhưng không có.") from unknown


def merge_text(text: str, values: Mapping[str, object]) -> str:
    """The same language as plain text, for SMS and e-mail. Raises LetterUnknownField."""
    try:
        return letters.merge_text(text, values)
    except letters.UnknownField as unknown:
        raise LetterUnknownField(f"Thư mẫu cần giá trị “{unknown.args[0]}” nhưng không có.") from unknown


def check_docx(content: bytes) -> None:
    """A finished letter as a Word file: what a stranger's bytes may hold, and no field left open. Raises DocxInvalid."""
    try:
        if merging.has_marks(content):
            raise DocxInvalid("Văn bản còn dấu của mẫu như “{{ … }}”: thay bằng chữ rồi tải lên lại.")
        if not lines_of(read_document(content)):
            raise DocxInvalid("Văn bản Word không có chữ nào.")
    except DocxRefused as refused:
        raise DocxInvalid(f"Không nhận tệp này: {refused}.") from refused


def check_blank_docx(content: bytes) -> None:
    """A Word file that people download and fill in: whole, nothing in it runs or is fetched. Raises DocxInvalid."""
    try:
        check_harmless(content)
    except DocxRefused as refused:
        raise DocxInvalid(f"{refused}.") from refused


def merge_docx(template: bytes, values: Mapping[str, object]) -> bytes:
    """A Word template of a definition with its fields filled in. Raises DocxInvalid, LetterUnknownField."""
    try:
        return merging.merge(template, values)
    except DocxRefused as refused:
        raise DocxInvalid(f"Mẫu Word không dùng được: {refused}.") from refused
    except letters.UnknownField as unknown:
        raise LetterUnknownField(f"Mẫu Word cần giá trị “{unknown.args[0]}” nhưng không có.") from unknown


def docx_html(content: bytes) -> str:
    """The words of a Word file as escaped HTML for `context["body_html"]`. Raises DocxInvalid."""
    try:
        return to_html(read_document(content))
    except DocxRefused as refused:
        raise DocxInvalid(f"Không nhận tệp này: {refused}.") from refused


def compare_docx(before: bytes, after: bytes) -> tuple[tuple[Piece, ...], ...]:
    """The lines that changed between two versions, word by word. Raises DocxInvalid."""
    try:
        return comparing.compare(lines_of(read_document(before)), lines_of(read_document(after)))
    except DocxRefused as refused:
        raise DocxInvalid(f"Không nhận tệp này: {refused}.") from refused
