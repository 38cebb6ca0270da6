"""`tinhso agencies code`, `tinhso keys create|rotate`, `tinhso user reset-2fa|show`, `tinhso sso client add|list|secret|consent|revoke`."""

import json

import click

from tinhso.foundation.identity import api
from tinhso.foundation.identity.errors import AlreadyRegistered, IdentityInvalid, SsoClientNotFound
from tinhso.kernel import clock
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


@user.command(
    name="show", help="Ai dùng tài khoản: mã (nhãn khóa ký trên thiết bị là person:<mã>), họ tên, vị trí hôm nay."
)
@click.argument("username")
def show(username: str) -> None:
    """The person's id, name and posts; no identifier."""
    person_id = api.person_of_account(username)
    if person_id is None:
        raise click.ClickException("Không có tài khoản này.")
    click.echo(f"{person_id}  {api.person_names([person_id]).get(person_id, '')}")
    for held in api.held_posts(person_id):
        click.echo(f"    {held.post.code}  {held.post.title}, {held.agency.name}")


@click.group(name="agencies", help="Cơ quan và mã định danh điện tử.")
def agencies() -> None:
    """Agencies and their codes."""


@agencies.command(
    name="code",
    help="Đổi mã định danh giữa dạng QĐ 20/2020 (H99.13) và dạng 13 ký tự (000.00.13.H99); cơ quan nào mang.",
)
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def convert(code: str, as_json: bool) -> None:
    """Both forms of a code, whichever was given, and who has it today; exit status 1 when it is no code."""
    text = code.strip().upper()
    if not (api.is_legacy(text) or api.is_code(text)):
        raise click.ClickException(f"“{code}” không phải mã định danh điện tử: viết như H99.13.06 hoặc 000.06.13.H99.")
    new = api.from_legacy(text) if api.is_legacy(text) else text
    old = api.to_legacy(new)
    holder = api.find_agency(new)
    if as_json:
        facts = {"ok": True, "code": new, "legacy_code": old, "agency": holder.name if holder else None}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(f"QĐ 20/2020:  {new}")
    click.echo(f"13 ký tự:    {old or '(mã này không có dạng 13 ký tự)'}")
    click.echo(f"Cơ quan:     {holder.name if holder else '(không có trong cây cơ quan hôm nay)'}")


@click.group(name="sso", help="Đăng nhập chung: hệ thống khác của tỉnh dùng tài khoản của nền tảng này.")
def sso() -> None:
    """The province's own single sign-on."""


@sso.group(name="client", help="Các hệ thống được gửi người dùng đến đây đăng nhập.")
def sso_client() -> None:
    """Systems whose users sign in here."""


@sso_client.command(name="add", help="Đăng ký một hệ thống; mật khẩu của nó chỉ in ra lần này.")
@click.argument("code")
@click.option("--title", required=True, help="Tên hệ thống.")
@click.option("--redirect", "redirects", multiple=True, required=True, help="Địa chỉ trở về, ghi nhiều lần được.")
@click.option("--ask", "asks", is_flag=True, help="Hỏi người dùng trước khi cho hệ thống biết họ là ai.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def add(code: str, title: str, redirects: tuple[str, ...], asks: bool, as_json: bool) -> None:
    """Print the code and the secret."""
    try:
        secret = api.add_sso_client(code=code, title=title, redirects=redirects, asks=asks, actor=system_actor())
    except (IdentityInvalid, AlreadyRegistered) as refused:
        raise click.ClickException(refused.message) from refused
    _tell_secret(code, secret, as_json)


@sso_client.command(name="list", help="Các hệ thống đang dùng đăng nhập chung (không có phần bí mật).")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def listed(as_json: bool) -> None:
    """Codes, titles, addresses of return."""
    known = api.list_sso_clients(actor=system_actor())
    if as_json:
        rows = [{"code": one.code, "title": one.title, "redirects": one.redirects, "asks": one.asks} for one in known]
        click.echo(json.dumps({"ok": True, "clients": rows}, ensure_ascii=False))
        return
    for one in known:
        asks = ", hỏi người dùng mỗi lần" if one.asks else ""
        click.echo(f"{one.code}  {one.title}  (từ {clock.local(one.registered_at):%d/%m/%Y}{asks})")
        for address in one.redirects:
            click.echo(f"    {address}")


@sso_client.command(name="secret", help="Cấp mật khẩu mới thay cho mật khẩu cũ; chỉ in ra lần này.")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def renew(code: str, as_json: bool) -> None:
    """Print the new secret."""
    try:
        secret = api.renew_sso_secret(code=code, actor=system_actor())
    except SsoClientNotFound as refused:
        raise click.ClickException(refused.message) from refused
    _tell_secret(code, secret, as_json)


@sso_client.command(name="consent", help="Từ nay hỏi, hoặc không hỏi, người dùng trước khi hệ thống biết họ là ai.")
@click.argument("code")
@click.option("--ask/--no-ask", "asks", required=True, help="Hỏi hay không hỏi.")
def consent(code: str, asks: bool) -> None:
    """Choose whether its users are asked."""
    try:
        api.set_sso_consent(code=code, asks=asks, actor=system_actor())
    except SsoClientNotFound as refused:
        raise click.ClickException(refused.message) from refused
    click.echo("Từ nay hỏi người dùng mỗi lần." if asks else "Từ nay không hỏi.")


@sso_client.command(name="revoke", help="Thu hồi: hệ thống không đăng nhập được qua đây nữa, kể cả bằng mã đã cấp.")
@click.argument("code")
def revoke(code: str) -> None:
    """From now on nobody signs in there through us."""
    try:
        api.revoke_sso_client(code=code, actor=system_actor())
    except SsoClientNotFound as refused:
        raise click.ClickException(refused.message) from refused
    click.echo("Đã thu hồi.")


def _tell_secret(code: str, secret: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"ok": True, "client_id": code, "client_secret": secret}))
        return
    click.echo(f"client_id:     {code}")
    click.echo(f"client_secret: {secret}")
    click.echo("Giao cho người quản trị hệ thống đó qua kênh an toàn; mật khẩu không xem lại được.")


groups = [agencies, keys, user, sso]
