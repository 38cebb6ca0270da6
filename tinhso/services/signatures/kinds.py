"""The kinds of definition of signing: when archive time stamps are renewed, who initials and what is signed on own machines."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """An algorithm ends once, and nothing is stamped with one that ends."""
    named = [str(one["algorithm"]) for one in definition.body.get("ends", ())]
    for number, algorithm in enumerate(named):
        if algorithm in named[:number]:
            yield definition.problem(f"/ends/{number}/algorithm", f"“{algorithm}” được ghi hai lần.")
    if definition.body["stamps_with"] in named:
        yield definition.problem(
            "/stamps_with", "Thuật toán này có ngày ngừng dùng ở ends; hãy đóng dấu bằng thuật toán khác."
        )


KINDS = (
    Kind(
        code="archive_rule",
        title="Gia hạn dấu thời gian lưu trữ",
        pattern="rules/archiving/*.yaml",
        schema=Path(__file__).parent / "schemas" / "archive_rule.json",
        check=_check,
    ),
    Kind(
        code="signing_rule",
        title="Ký nháy; giấy tờ ký trên máy của cán bộ",
        pattern="rules/signing/*.yaml",
        schema=Path(__file__).parent / "schemas" / "signing_rule.json",
    ),
)
