"""`tinhso audit seal|verify`."""

import dataclasses
import json
import sys

import click

from tinhso.foundation.access import api


@click.group(name="audit", help="Nhật ký kiểm toán: niêm phong và kiểm tra chuỗi.")
def group() -> None:
    """The commands of the audit log."""


@group.command(name="seal", help="Niêm phong các dòng nhật ký chưa niêm phong.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def seal(as_json: bool) -> None:
    """Seal now."""
    sealed = api.seal_logs()
    click.echo(json.dumps({"ok": True, "sealed": sealed}) if as_json else f"Đã niêm phong {sealed} dòng.")


@group.command(name="verify", help="Kiểm tra chuỗi nhật ký: dòng bị sửa, xóa, chèn; đuôi bị cắt; đầu chuỗi đã xuất.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def verify(as_json: bool) -> None:
    """Verify the chain; exit status 0 only when nothing is wrong."""
    report = api.verify_logs()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
    else:
        click.echo(f"{report.rows} dòng, {report.seals} lần niêm phong, {report.unsealed} dòng chưa niêm phong.")
        click.echo(f"Đầu chuỗi: {report.last_head or '(chưa có)'}")
        click.echo(f"Đã xuất:   {report.exported_head or '(chưa có)'}")
        for fault in report.faults:
            click.echo(f"LỖI [{fault.kind}] {fault.words}")
        click.echo("Chuỗi nhật ký nguyên vẹn." if report.ok else f"Có {len(report.faults)} lỗi.")
    sys.exit(0 if report.ok else 1)
