"""`tinhso audit seal|verify` and `tinhso clients create|list|close`."""

import dataclasses
import json
import sys

import click

from tinhso.foundation.access import api
from tinhso.foundation.access.errors import NoClient, WrongClient
from tinhso.kernel.actor import system_actor


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


@click.group(name="clients", help="Hệ thống khác gọi API: cấp khóa, xem, thu hồi.")
def clients() -> None:
    """The commands of other systems' keys."""


@clients.command(name="create", help="Cấp khóa cho một hệ thống; khóa chỉ in ra lần này.")
@click.argument("code")
@click.option("--title", required=True, help="Tên hệ thống.")
@click.option("--scope", "scopes", multiple=True, required=True, help="Phạm vi, ghi nhiều lần được.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def create(code: str, title: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Print the two secrets of a new client."""
    try:
        keys = api.create_client(code=code, title=title, scopes=scopes, actor=system_actor())
    except WrongClient as refused:
        raise click.ClickException(refused.message) from refused
    if as_json:
        click.echo(json.dumps({"key": keys.key, "signing_key": keys.signing_key}))
    else:
        click.echo(f"Khóa gọi API:            {keys.key}")
        click.echo(f"Khóa kiểm tra thông báo: {keys.signing_key}")
        click.echo("Giao cho người quản trị hệ thống đó qua kênh an toàn; khóa không xem lại được.")


@clients.command(name="list", help="Các hệ thống đang được gọi API.")
def listed() -> None:
    """Codes, titles and scopes; no secret."""
    for one in api.list_clients():
        click.echo(f"{one.code:30} {one.title}  [{', '.join(sorted(one.scopes))}]")


@clients.command(name="close", help="Thu hồi khóa của một hệ thống.")
@click.argument("code")
def close(code: str) -> None:
    """From now on its key opens nothing."""
    try:
        api.close_client(code=code, actor=system_actor())
    except NoClient as refused:
        raise click.ClickException(refused.message) from refused
    click.echo("Đã thu hồi.")


groups = (group, clients)
