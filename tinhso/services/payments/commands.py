"""The operator's view of payments: what waits, ask a partner now, differences with the bank's statement."""

import dataclasses
import json
import sys
from pathlib import Path

import click

from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError
from tinhso.services.payments import api


@click.group("payments", help="Thanh toán: việc đang chờ, hỏi đơn vị thanh toán, đối soát sao kê, kiểm tra cấu hình.")
def group() -> None:
    """Commands over payments."""


@group.command("pending", help="Các lần thanh toán chưa rõ, việc cần xử lý, phiếu hoàn và chênh lệch đang mở.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def pending(as_json: bool) -> None:
    found = api.pending()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, default=str))
        return
    for one in found.attempts:
        click.echo(
            f"{one.reference}  {one.channel:20} {one.state.words}  từ {one.started_at:%Y-%m-%d %H:%M}  {one.words}"
        )
    click.echo(
        f"{len(found.attempts)} lần thanh toán chưa rõ, {found.cases} việc cần xử lý, {found.refunds} phiếu hoàn, "
        f"{found.differences} chênh lệch."
    )


@group.command("query", help="Hỏi ngay đơn vị thanh toán về một khoản (mã khoản hoặc mã tham chiếu của lần trả).")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def query(code: str, as_json: bool) -> None:
    try:
        order = api.ask_again(order_id=api.find_order(code), actor=system_actor())
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    told = {
        "code": order.code,
        "state": order.state.value,
        "amount_vnd": order.amount_vnd,
        "received_vnd": order.received_vnd,
        "refunded_vnd": order.refunded_vnd,
    }
    words = f"{order.code}: {order.state.words}, đã nhận {order.received_vnd} trong {order.amount_vnd} đồng."
    click.echo(json.dumps(told) if as_json else words)


@group.command("reconcile", help="Nhập sao kê (nếu có) rồi liệt kê chênh lệch đang mở; mã thoát 1 khi còn chênh lệch.")
@click.option("--source", default="", help="Mã cách đọc sao kê.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Tệp sao kê.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def reconcile(source: str, path: Path | None, as_json: bool) -> None:
    done = None
    if path is not None:
        try:
            done = api.import_statement(source=source, content=path.read_bytes(), actor=system_actor())
        except DomainError as refused:
            raise click.ClickException(refused.message) from refused
    found = api.open_differences()
    if as_json:
        imported = dataclasses.asdict(done) if done else None
        listed = [dataclasses.asdict(one) for one in found]
        click.echo(json.dumps({"imported": imported, "differences": listed}, ensure_ascii=False, default=str))
    else:
        if done is not None:
            click.echo(
                f"{done.new_entries} dòng mới, {done.matched} dòng khớp." if not done.is_known else "Sao kê đã nhập."
            )
        for one in found:
            click.echo(f"{one.day}  {one.kind.words}: hệ thống {one.here_vnd}, ngân hàng {one.there_vnd}  {one.number}")
        click.echo(f"{len(found)} chênh lệch đang mở.")
    sys.exit(1 if found else 0)


@group.command("check", help="Kiểm tra cấu hình các cách thanh toán: tệp khóa, địa chỉ, chứng thư tin cậy.")
def check() -> None:
    problems = api.check_config()
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("Các cách thanh toán dùng được.")
