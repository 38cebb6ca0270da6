"""The kind of definition that feedback owns."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    codes = [one["code"] for one in definition.body["topics"]]
    if len(set(codes)) < len(codes):
        yield definition.problem("/topics", "Mỗi mã ghi một lần.")


KINDS = (
    Kind(
        code="feedback_rule",
        title="Phản ánh, kiến nghị",
        pattern="rules/feedback/*.yaml",
        schema=Path(__file__).parent / "schemas" / "feedback_rule.json",
        check=_check,
    ),
)
