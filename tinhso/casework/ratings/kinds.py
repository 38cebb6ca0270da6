"""The kind of definition that ratings own: the slip."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Codes are single, and both satisfied and not can be said."""
    body = definition.body
    lists = {"/levels": body["levels"], "/questions": body["questions"]}
    lists |= {f"/questions/{number}/choices": one["choices"] for number, one in enumerate(body["questions"])}
    for pointer, entries in lists.items():
        codes = [one["code"] for one in entries]
        if len(set(codes)) < len(codes):
            yield definition.problem(pointer, "Mỗi mã ghi một lần.")
    if {one["satisfied"] for one in body["levels"]} != {True, False}:
        yield definition.problem("/levels", "Phải có mức hài lòng và mức không hài lòng.")


KINDS = (
    Kind(
        code="rating_rule",
        title="Phiếu đánh giá",
        pattern="rules/ratings/*.yaml",
        schema=Path(__file__).parent / "schemas" / "rating_rule.json",
        check=_check,
    ),
)
