"""What the definition kind asks: what is wrong with a paper set, and with the letters of a procedure."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.services.papers.domain import letters, paper_set, procedure_letters
from tinhso.services.papers.domain.docx import merging
from tinhso.services.papers.domain.docx.package import DocxRefused

# Known only when the result is signed: the layout prints them around what is drafted.
AT_SIGNING = frozenset(
    {
        "result_number",
        "issued_on_words",
        "valid_to_words",
        "signer_title",
        "signer_name",
        "verify_url",
        "new_due_words",
        "reason",
    }
)


def set_problems(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(JSON pointer, Vietnamese sentence) for each thing wrong in a paper set."""
    return paper_set.problems(body)


def letter_problems(procedure: Mapping[str, Any], offered: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(JSON pointer, Vietnamese sentence) for each letter that names a value nobody gives.

    `offered` are the `letter_fields` of the paper set in force; the answers of the procedure's own form come besides.
    """
    form = procedure.get("form") or {}
    known = procedure_letters.known_fields(offered, form.get("schema"))
    for pointer, text in procedure_letters.texts(procedure.get("letters") or {}):
        for message in letters.problems(text, known):
            yield pointer, message
    yield from _template_problems(procedure.get("letters") or {}, known - AT_SIGNING)


def _template_problems(written: Mapping[str, Any], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the Word templates: files that are not taken, fields that nobody gives, with their paragraph."""
    for name, letter in written.items():
        if not isinstance(letter, Mapping) or "docx" not in letter:
            continue
        pointer = f"/letters/{name}/docx"
        try:
            for number, message in merging.problems(b64decode(str(letter["docx"])), known):
                yield pointer, f"Đoạn {number}: {message}."
        except DocxRefused as refused:
            yield pointer, f"Mẫu Word không dùng được: {refused}."
