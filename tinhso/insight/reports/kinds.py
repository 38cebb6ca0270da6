"""The kind of definition that reports own."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.insight.warehouse import api as warehouse
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

_ANY = warehouse.StatisticsRule(resolved=("granted",), apart=("stopped",), paused_is_pending=True)


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    counted: set[str] = set()
    codes = [column["code"] for column in definition.body["columns"]]
    if len(codes) != len(set(codes)):
        yield definition.problem("/columns", "Mỗi cột một mã.")
    for number, column in enumerate(definition.body["columns"]):
        if "count" in column:
            counted.add(column["code"])
            for wrong in warehouse.check_count(warehouse.read_count(column["count"], _ANY)):
                yield definition.problem(f"/columns/{number}/count", wrong)
    for number, column in enumerate(definition.body["columns"]):
        if unknown := set(column.get("sum", ())) - counted:
            yield definition.problem(f"/columns/{number}/sum", f"Không có cột đếm: {', '.join(sorted(unknown))}.")
    for name in ("late", "overdue"):
        if definition.body["annex"][name] not in counted:
            yield definition.problem(f"/annex/{name}", "Phụ lục phải chỉ một cột đếm.")


KINDS = (
    Kind(
        code="report",
        title="Biểu báo cáo",
        pattern="reports/*.yaml",
        schema=Path(__file__).parent / "schemas" / "report.json",
        check=_check,
        depends_on=("statistics_rule",),
    ),
)
