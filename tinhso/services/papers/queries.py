"""What the definition kind asks: what is wrong with a paper set, and with the letters of a procedure."""

from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.services.papers.domain import letters, paper_set, procedure_letters


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
