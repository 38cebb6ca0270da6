"""The kind of definition that old results own: which papers of an archive are digitised, and how their quality is judged."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.casework.old_results.domain import check_pattern
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

_TAKEN = {"so", "nam", "ky_hieu", "ngay_cap", "het_han", "so_dinh_danh"}


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    message = check_pattern(str(definition.body["pattern"]))
    if message:
        yield definition.problem("/pattern", message)
    codes = [one["code"] for one in definition.body["fields"]]
    for number, code in enumerate(codes):
        if code in _TAKEN or code in codes[:number]:
            yield definition.problem(f"/fields/{number}/code", f"“{code}” được dùng hai lần.")


KINDS = (
    Kind(
        code="old_result",
        title="Kết quả cũ được số hóa",
        pattern="rules/old_results/*.yaml",
        schema=Path(__file__).parent / "schemas" / "old_result.json",
        check=_check,
    ),
)
