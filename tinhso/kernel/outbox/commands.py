"""The operator's view of event delivery."""

import json

import click

from tinhso.kernel.outbox import api
from tinhso.kernel.outbox.delivery import deliver_all


@click.group("outbox", help="Sự kiện: xem lần gửi hỏng, gửi lại, bỏ qua.")
def group() -> None:
    """Commands over event deliveries."""


@group.command("dead-letters", help="Liệt kê các lần gửi hỏng hoặc đang chờ thử lại.")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
def dead_letters(as_json: bool) -> None:
    rows = api.stuck_deliveries()
    if as_json:
        click.echo(json.dumps([{**row.__dict__} for row in rows], default=str, ensure_ascii=False))
        return
    for row in rows:
        state = "HỎNG" if row.is_dead else "chờ thử lại"
        click.echo(
            f"{row.id}  {state}  {row.event_name} → {row.subscriber}  lần {row.attempts}  "
            f"{row.last_error}  sau nó còn {row.waiting_behind}"
        )
    if not rows:
        click.echo("Không có lần gửi hỏng nào.")


@group.command("replay", help="Gửi lại các lần gửi hỏng (mọi lần, hoặc các số nêu ra).")
@click.argument("ids", nargs=-1, type=int)
def replay(ids: tuple[int, ...]) -> None:
    click.echo(f"Cho gửi lại {api.replay(ids or None)} lần.")


@group.command("skip", help="Bỏ hẳn một lần gửi hỏng để các sự kiện sau nó đi tiếp.")
@click.argument("delivery_id", type=int)
def skip(delivery_id: int) -> None:
    api.skip(delivery_id)
    click.echo("Đã bỏ qua.")


@group.command("deliver", help="Gửi mọi sự kiện đang chờ rồi thoát.")
def deliver() -> None:
    click.echo(f"Đã gửi {deliver_all()} lần.")
