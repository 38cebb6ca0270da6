"""The definition kind `reconciliation_rule`: how long each system may take, and what people must be told."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """What must be told has a template by which it is told, in a province that tells anything at all."""
    if not catalogue.all("notice_template"):
        return
    for number, line in enumerate(definition.body["must_tell"]):
        if catalogue.find("notice_template", line["event"]) is None:
            yield definition.problem(f"/must_tell/{number}", f"Tỉnh không có mẫu thông báo “{line['event']}”.")


KINDS = (
    Kind(
        code="reconciliation_rule",
        title="Đối chiếu các hệ thống",
        pattern="rules/reconciliation/*.yaml",
        schema=Path(__file__).parent / "schemas" / "reconciliation_rule.json",
        check=_check,
        depends_on=("notice_template",),
    ),
)
