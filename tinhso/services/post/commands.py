"""The operator's view of the post: read tracking now, the pool of waybills, compare with what the post says."""

import dataclasses
import json
import sys
from pathlib import Path

import click

from tinhso.kernel.actor import system_actor
from tinhso.kernel.errors import DomainError
from tinhso.services.post import api


@click.group("post", help="Bưu chính: đọc hành trình, kho số vận đơn, đối chiếu với bưu điện.")
def group() -> None:
    """Commands over letters."""


@group.command("track", help="Báo bưu điện việc đang chờ và đọc tin hành trình mới.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def track(as_json: bool) -> None:
    sent, rows = api.send_due(actor=system_actor()), api.track(actor=system_actor())
    if as_json:
        click.echo(json.dumps({"sent": sent, "rows": rows}))
    else:
        click.echo(f"Đã báo bưu điện {sent} bưu gửi; {rows} dòng hành trình mới.")


@group.command("pool", help="Số vận đơn còn, đã dùng, đã hủy; nhập thêm. Mã thoát 1 khi sắp hết.")
@click.option("--first", default="", help="Số đầu của dải (dạng EB123456785VN).")
@click.option("--last", default="", help="Số cuối của dải.")
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Tệp, mỗi dòng một số."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def pool(first: str, last: str, path: Path | None, as_json: bool) -> None:
    imported = 0
    try:
        if path is not None:
            imported += api.import_list(text=path.read_text("utf-8"), actor=system_actor())
        if first or last:
            imported += api.import_range(first=first, last=last, actor=system_actor())
    except DomainError as refused:
        raise click.ClickException("; ".join(dict.fromkeys([refused.message, *refused.fields.values()]))) from refused
    found = api.pools()
    if as_json:
        listed = [{**dataclasses.asdict(one), "is_low": one.is_low} for one in found]
        click.echo(json.dumps({"imported": imported, "pools": listed}, ensure_ascii=False))
    else:
        for one in found:
            warning = "  SẮP HẾT" if one.is_low else ""
            click.echo(f"{one.customer_code}: còn {one.free}, đã dùng {one.used}, đã hủy {one.cancelled}{warning}")
    sys.exit(1 if any(one.is_low for one in found) else 0)


@group.command(
    "compare", help="Đối chiếu mọi bưu gửi với toàn bộ hành trình của bưu điện; mã thoát 1 khi có chênh lệch."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
def compare(as_json: bool) -> None:
    try:
        found = api.compare()
    except DomainError as refused:
        raise click.ClickException(refused.message) from refused
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
    else:
        for one in found.differences:
            click.echo(
                f"{one.waybill}  {one.reference}  ở đây {one.here or '–'}, bưu điện {one.there or '–'}: {one.words}"
            )
        click.echo(f"{found.orders} bưu gửi, {found.rows} dòng hành trình, {len(found.differences)} chênh lệch.")
    sys.exit(1 if found.differences else 0)


@group.command("check", help="Kiểm tra cấu hình kết nối bưu điện.")
def check() -> None:
    problems = api.check_config()
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("Kết nối bưu điện dùng được.")
