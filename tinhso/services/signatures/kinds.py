"""The definition kind `archive_rule`: when the archive time stamps of sealed files are renewed, and with what."""

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
)
