"""`tinhso audit seal|verify` and `tinhso clients create|rotate|keys|revoke|scopes|list|close`."""

import dataclasses
import json
import sys
from datetime import timedelta
from uuid import UUID

import click

from tinhso.foundation.access import api
from tinhso.foundation.access.errors import ActDenied, NoClient, WrongClient
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
@click.option("--agency", "agencies", multiple=True, help="Mã cơ quan mà hệ thống được xem (kèm các cơ quan bên dưới).")
@click.option("--everywhere", is_flag=True, help="Được xem mọi cơ quan của tỉnh.")
@click.option("--per-minute", type=click.IntRange(1), help="Giới hạn riêng số lần gọi mỗi phút.")
@click.option(
    "--owner", default="", help="Tên đăng nhập của người phụ trách hệ thống; để trống thì mọi quản trị viên được báo."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def create(
    code: str,
    title: str,
    scopes: tuple[str, ...],
    agencies: tuple[str, ...],
    everywhere: bool,
    per_minute: int | None,
    owner: str,
    as_json: bool,
) -> None:
    """Print the two secrets of a new client."""
    try:
        keys = api.create_client(
            code=code,
            title=title,
            scopes=scopes,
            agency_ids=[_agency(one) for one in agencies],
            everywhere=everywhere,
            per_minute=per_minute,
            owner_id=_account(owner) if owner else None,
            actor=system_actor(),
        )
    except WrongClient as refused:
        raise click.ClickException(refused.message) from refused
    if as_json:
        click.echo(json.dumps({"key": keys.key}))
    else:
        click.echo(f"Khóa gọi API: {keys.key}")
        click.echo("Giao cho người quản trị hệ thống đó qua kênh an toàn; khóa không xem lại được.")


def _agency(code: str) -> UUID:
    found = api.agency_coded(code)
    if found is None:
        raise click.ClickException(f"Không có cơ quan nào mang mã {code}.")
    return found


def _account(username: str) -> UUID:
    found = api.person_of_account(username)
    if found is None:
        raise click.ClickException(f"Không có tài khoản nào tên {username}.")
    return found


@clients.command(name="rotate", help="Cấp khóa mới; các khóa cũ còn dùng được thêm một thời gian.")
@click.argument("code")
@click.option(
    "--overlap-hours", default=24, show_default=True, type=click.IntRange(0), help="Giờ khóa cũ còn dùng được."
)
def rotate(code: str, overlap_hours: int) -> None:
    """Print the new key."""
    overlap = timedelta(hours=overlap_hours)
    try:
        key = api.add_client_key(client_id=_coded(code), title="Khóa thay", overlap=overlap, actor=system_actor())
    except WrongClient as refused:
        raise click.ClickException(refused.message) from refused
    click.echo(key)


@clients.command(name="keys", help="Các khóa của một hệ thống (không có phần bí mật).")
@click.argument("code")
def listed_keys(code: str) -> None:
    """The beginnings of keys, their days, when they were last used."""
    for one in api.client_keys(client_id=_coded(code), actor=system_actor()):
        ended = f"thu hồi {one.revoked_at:%Y-%m-%d}" if one.revoked_at else f"hết hạn {one.expires_at:%Y-%m-%d}"
        click.echo(f"{one.prefix}  {ended}  dùng lần cuối {one.used_on or '(chưa)'}  {one.title}")


@clients.command(name="revoke", help="Thu hồi một khóa theo phần đầu của nó (ts_…).")
@click.argument("code")
@click.argument("prefix")
def revoke(code: str, prefix: str) -> None:
    """From now on the key opens nothing."""
    try:
        api.revoke_client_key(client_id=_coded(code), prefix=prefix, actor=system_actor())
    except NoClient as refused:
        raise click.ClickException("Hệ thống không có khóa nào như vậy.") from refused
    click.echo("Đã thu hồi.")


@clients.command(name="sandbox", help="Cấp một khóa thử có mọi phạm vi, ở mọi cơ quan; chỉ trên tỉnh mẫu.")
def sandbox() -> None:
    """Print a key of the developer's own sandbox."""
    try:
        click.echo(api.sandbox_key(actor=system_actor()))
    except ActDenied as refused:
        raise click.ClickException(refused.message) from refused


@clients.command(name="scopes", help="Các phạm vi có thể cấp.")
def listed_scopes() -> None:
    """Codes and titles."""
    for one in api.list_scopes():
        click.echo(f"{one.code:22} {one.title}")


@clients.command(name="list", help="Các hệ thống đang được gọi API.")
def listed() -> None:
    """Codes, titles and scopes; no secret."""
    for one in api.list_clients():
        asked = f"  xin: {', '.join(one.asked_scopes)}" if one.asked_scopes else ""
        click.echo(f"{one.code:30} {one.title}  [{', '.join(sorted(one.scopes))}]{asked}")


@clients.command(name="close", help="Thu hồi mọi khóa của một hệ thống.")
@click.argument("code")
def close(code: str) -> None:
    """From now on its keys open nothing."""
    api.close_client(client_id=_coded(code), actor=system_actor())
    click.echo("Đã thu hồi.")


def _coded(code: str) -> UUID:
    found = api.client_coded(code)
    if found is None:
        raise click.ClickException("Không có hệ thống nào mang mã này.")
    return found.id


groups = (group, clients)
