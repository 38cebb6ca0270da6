"""`tinhso guidance lint | completeness`."""

import json
import sys
from collections import Counter
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from tinhso.engines.guidance import api
from tinhso.engines.guidance.types import Finding, Measured

_SHOWN = 50


@click.group("guidance", help="Hướng dẫn thủ tục: giấy tờ không được yêu cầu nữa, mức đầy đủ của trang.")
def group() -> None:
    """Commands over what stands beside a procedure."""


@group.command(
    "lint", help="Thủ tục còn đòi giấy tờ đã bãi bỏ hoặc cơ quan nhà nước đã có. Có lỗi trong định nghĩa: mã thoát 1."
)
@click.option("--records", is_flag=True, help="Lỗi trong bản ghi quốc gia cũng cho mã thoát 1.")
@click.option("--json", "as_json", is_flag=True, help="In JSON: mọi chỗ tìm thấy.")
def lint_command(records: bool, as_json: bool) -> None:
    found = [finding for one in api.measure_all() for finding in one.findings]
    ours = [one for one in found if one.is_ours]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        _tell(found, ours)
    if ours or (records and found):
        sys.exit(1)


def _tell(found: list[Finding], ours: list[Finding]) -> None:
    console = Console()
    for one in (*ours, *(one for one in found if not one.is_ours))[:_SHOWN]:
        console.print(f"{one.procedure} {one.message}", markup=False, highlight=False)
    if len(found) > _SHOWN:
        console.print(f"… và {len(found) - _SHOWN} chỗ khác (--json để xem hết).")
    by_rule = Counter(one.rule for one in found)
    for rule, count in by_rule.most_common():
        console.print(f"{rule}: {count}", markup=False, highlight=False)
    console.print(f"Trong định nghĩa: {len(ours)}. Trong bản ghi quốc gia: {len(found) - len(ours)}.")


@group.command("completeness", help="Thủ tục theo mức đầy đủ của trang, ít nhất trước.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="Số dòng.")
@click.option("--json", "as_json", is_flag=True, help="In JSON: mọi thủ tục và phần còn thiếu.")
def completeness_command(limit: int, as_json: bool) -> None:
    measured = api.measure_all()
    if as_json:
        click.echo(json.dumps([_line(one) for one in measured], ensure_ascii=False, indent=2))
        return
    table = Table("Mã", "Tên thủ tục", "Đầy đủ", "Còn thiếu")
    for one in measured[:limit]:
        missing = "; ".join(part.title for part in one.completeness.missing)
        table.add_row(one.code, one.title, f"{one.completeness.full}/{one.completeness.total}", missing)
    Console().print(table)


def _line(one: Measured) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title,
        "is_ours": one.is_ours,
        "full": one.completeness.full,
        "total": one.completeness.total,
        "missing": {part.code: part.missing for part in one.completeness.missing},
        "findings": [asdict(finding) for finding in one.findings],
    }
