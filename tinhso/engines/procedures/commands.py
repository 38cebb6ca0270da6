"""`tinhso procedures import | search`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from tinhso.engines.procedures import api
from tinhso.engines.procedures.types import Change, ImportReport, ParsedRecord
from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError

FIELD_TITLES = {
    "ma_thu_tuc": "Mã thủ tục",
    "ten_thu_tuc": "Tên thủ tục",
    "so_quyet_dinh": "Số quyết định công bố",
    "cap_thuc_hien": "Cấp thực hiện",
    "loai_thu_tuc": "Loại thủ tục",
    "linh_vuc": "Lĩnh vực",
    "doi_tuong_thuc_hien": "Đối tượng thực hiện",
    "co_quan_co_tham_quyen": "Cơ quan có thẩm quyền",
    "dia_chi_tiep_nhan": "Địa chỉ tiếp nhận",
    "co_quan_duoc_uy_quyen": "Cơ quan được ủy quyền",
    "co_quan_phoi_hop": "Cơ quan phối hợp",
    "thu_tuc_lien_quan": "Thủ tục liên quan",
    "trinh_tu_thuc_hien": "Trình tự thực hiện",
    "cach_thuc_thuc_hien": "Cách thức, thời hạn, phí",
    "thanh_phan_ho_so": "Thành phần hồ sơ",
    "can_cu_phap_ly": "Căn cứ pháp lý",
    "co_quan_thuc_hien": "Cơ quan thực hiện",
    "yeu_cau_dieu_kien": "Yêu cầu, điều kiện",
    "ket_qua_xu_ly": "Kết quả xử lý",
}
_SHOWN_FAILURES = 20


@click.group("procedures", help="Thủ tục hành chính: nhập bản ghi quốc gia, tìm kiếm.")
def group() -> None:
    """Commands over procedures."""


@group.command("import", help="Nhập bản ghi thủ tục quốc gia (tệp hoặc thư mục JSON); in bảng những gì đã hiểu.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ đọc và báo cáo, không ghi.")
@click.option("--json", "as_json", is_flag=True, help="In JSON: từng bản ghi đã chuẩn hóa và báo cáo.")
@click.option(
    "--full-list", is_flag=True, help="Đây là toàn bộ danh sách: thủ tục không có tên sẽ chuyển sang hết dùng."
)
@click.option("--diff", "show_diff", is_flag=True, help="In từng thay đổi so với lần nhập trước.")
def import_command(paths: tuple[Path, ...], dry_run: bool, as_json: bool, full_list: bool, show_diff: bool) -> None:
    try:
        report = api.import_records(paths, dry_run=dry_run, full_list=full_list, actor=system_actor())
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    if as_json:
        click.echo(json.dumps(report_as_json(report), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _show(report, show_diff)
    if report.failures or not report.records:
        sys.exit(1)


@group.command("search", help="Tìm thủ tục như người dân gõ.")
@click.argument("text")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Số kết quả.")
def search_command(text: str, limit: int) -> None:
    table = Table("Mã", "Tên thủ tục", "Lĩnh vực", "Điểm")
    for hit in api.search(text, limit=limit):
        table.add_row(hit.code, hit.title, hit.field_title, f"{hit.score:.2f}")
    Console().print(table)


def record_as_json(record: ParsedRecord) -> dict[str, Any]:
    """One normalised record: `terms` are {channel, case, value, unit, fee, …}, null where the source does not say."""
    body = record.as_json()
    for term in body["terms"]:
        term["notes"] = list(term["notes"])
    return body


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """The whole import as JSON; `ok` is true when every file could be read."""
    return {
        "ok": not report.failures and bool(report.records),
        "dry_run": report.dry_run,
        "records": [record_as_json(record) for record in report.records],
        "changes": {change.value: report.count(change) for change in Change},
        "differences": [asdict(one) for one in report.changes if one.change not in (Change.SAME, Change.NEW)],
        "unpublished": list(report.unpublished),
        "coverage": report.coverage,
        "failures": [{"file": file, "error": message} for file, message in report.failures],
    }


def _show(report: ImportReport, show_diff: bool) -> None:
    console = Console()
    table = Table(title=f"Đã đọc {len(report.records)} bản ghi", title_justify="left")
    table.add_column("Trường")
    for heading in ("Hiểu hết", "Hiểu một phần", "Không hiểu", "Nguồn không ghi"):
        table.add_column(heading, justify="right")
    for field, counts in report.coverage.items():
        row = [str(counts[state]) for state in ("read", "partly", "unread", "not_said")]
        table.add_row(FIELD_TITLES.get(field, field), *row)
    console.print(table)
    conflicting = [record for record in report.records if record.contradictions]
    terms = [term for record in report.records for term in record.terms]
    console.print(
        f"Dòng thời hạn: {len(terms)}; có số và đơn vị: {sum(1 for t in terms if t.value is not None and t.unit)}; "
        f"có trường hợp: {sum(1 for t in terms if t.case)}; biết phí: {sum(1 for t in terms if t.fee is not None)}."
    )
    console.print(
        f"Giấy tờ: {sum(len(r.components) for r in report.records)}; "
        f"kết quả: {sum(len(r.results) for r in report.records)}; "
        f"căn cứ: {sum(len(r.legal_basis) for r in report.records)}; "
        f"ghi chú chỗ không hiểu: {sum(len(r.notes) for r in report.records)}."
    )
    console.print(f"Bản ghi có mâu thuẫn giữa bảng và văn bản: {len(conflicting)} (xem bằng --dry-run --json).")
    verb = "Sẽ ghi" if report.dry_run else "Đã ghi"
    console.print(
        f"{verb}: {report.count(Change.NEW)} mới, {report.count(Change.CHANGED)} thay đổi, "
        f"{report.count(Change.RESTORED)} dùng lại, {report.count(Change.NOT_IN_USE)} hết dùng; "
        f"giữ nguyên {report.count(Change.SAME)}."
    )
    if report.unpublished:
        console.print(f"Nguồn chưa công khai, không nhập: {', '.join(report.unpublished)}.")
    _show_changes(console, report, show_diff)
    for file, message in report.failures[:_SHOWN_FAILURES]:
        console.print(f"[red]Lỗi[/red] {file}: {message}", markup=True, highlight=False)
    if len(report.failures) > _SHOWN_FAILURES:
        console.print(f"… và {len(report.failures) - _SHOWN_FAILURES} tệp lỗi khác.")


def _show_changes(console: Console, report: ImportReport, show_diff: bool) -> None:
    signs = {Change.CHANGED: "~", Change.NOT_IN_USE: "-", Change.RESTORED: "+"}
    for one in report.changes:
        if one.change in signs:
            console.print(f"{signs[one.change]} {one.code} {one.name}", markup=False, highlight=False)
            for line in one.lines if show_diff else one.lines[:3]:
                console.print(f"    {line}", markup=False, highlight=False)
