"""`tinhso keys create|rotate`, `tinhso user reset-2fa`."""

import json

import click

from tinhso.foundation.identity import api
from tinhso.kernel.actor import system_actor
from tinhso.kernel.encryption import create_keys


@click.group(name="keys", help="Khóa mã hóa định danh.")
def keys() -> None:
    """The key ring."""


@keys.command(name="create", help="Tạo tệp khóa nếu chưa có.")
def create() -> None:
    """Make the key file once."""
    click.echo("Đã tạo tệp khóa." if create_keys() else "Đã có tệp khóa, giữ nguyên.")


@keys.command(name="rotate", help="Thêm khóa mới và mã hóa lại mọi định danh bằng khóa đó.")
@click.option("--resume", is_flag=True, help="Không thêm khóa, chỉ mã hóa lại những dòng còn dùng khóa cũ.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def rotate(resume: bool, as_json: bool) -> None:
    """Rotate, or finish a rotation that was stopped."""
    counts = api.reencrypt_all() if resume else api.rotate_keys(actor=system_actor())
    if as_json:
        click.echo(json.dumps({"ok": True, "rewritten": counts}))
        return
    for table, count in counts.items():
        click.echo(f"{table}: {count} dòng")


@click.group(name="user", help="Tài khoản.")
def user() -> None:
    """Accounts."""


@user.command(name="reset-2fa", help="Gỡ các lớp xác thực thứ hai của một tài khoản (mất điện thoại).")
@click.argument("username")
def reset_two_factor(username: str) -> None:
    """Forget the factors; the next sign-in sets up a new one."""
    removed = api.reset_second_factor(username=username, actor=system_actor())
    click.echo(f"Đã gỡ {removed} cách xác thực của {username}.")


groups = [keys, user]
