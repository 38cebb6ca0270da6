"""The operator's view of messages: what did not go, let it go again, check the channels."""

from uuid import UUID

import click

from tinhso.kernel.actor import system_actor
from tinhso.services.notifications import api


@click.group("notifications", help="Thông báo: thư và tin nhắn không đi được, gửi lại, kiểm tra kênh gửi.")
def group() -> None:
    """Commands over messages."""


@group.command("unsent", help="Các thư, tin nhắn hỏng hoặc không rõ đã đi chưa.")
def unsent() -> None:
    for one in api.unsent():
        click.echo(f"{one.id}  {one.created_at:%Y-%m-%d %H:%M}  {one.channel.value:6} {one.state.value:10} {one.error}")


@group.command("send-again", help="Cho gửi lại một thư, tin nhắn theo mã.")
@click.argument("message_id", type=click.UUID)
def send_again(message_id: UUID) -> None:
    if not api.send_again(message_id=message_id, actor=system_actor()):
        raise click.ClickException("Không có thư, tin nhắn hỏng nào mang mã này.")
    click.echo("Sẽ gửi lại trong ít phút.")


@group.command("check", help="Kiểm tra cấu hình các kênh gửi.")
def check() -> None:
    problems = api.check_config()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("Các kênh gửi dùng được.")
