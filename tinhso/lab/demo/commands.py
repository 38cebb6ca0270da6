"""`tinhso demo`: play the first dossier against a running server, or against one started for it."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
import yaml
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tinhso.kernel.clock import now
from tinhso.lab.demo.api import Telling, play, show
from tinhso.lab.demo.centre import first_morning
from tinhso.lab.demo.connections import HERE, here, on_own_stage
from tinhso.lab.demo.month.play import BREAKS
from tinhso.lab.demo.onestop import play_day
from tinhso.lab.demo.stage import is_up, own_stage
from tinhso.lab.demo.trace import Trace
from tinhso.lab.demo.visitor import totp
from tinhso.lab.load import api as loading


@click.group(
    "demo",
    cls=Telling,
    invoke_without_command=True,
    help="Đi hết một hồ sơ thật qua HTTP, nhiều người đăng nhập; kiểm tra từng điều.",
)
@click.option(
    "--url", default="", help="Máy chủ đang chạy; để trống thì dùng http://localhost:8000 nếu có, nếu không tự bật."
)
@click.option("--own", is_flag=True, help="Luôn tự bật một máy chủ tạm.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
@click.option(
    "--break", "broken", type=click.Choice(["tamper", "clock"]), help="Cố ý làm hỏng để thấy kiểm tra bắt được."
)
@click.pass_context
def group(context: click.Context, url: str, own: bool, as_json: bool, broken: str | None) -> None:
    if context.invoked_subcommand is not None:
        return

    def say(words: str) -> None:
        click.echo(f"  {words}", err=as_json)

    with server(url, own=own, shifted=broken == "clock", say=say) as address:
        trace = play(address, settings.DEFINITIONS_DIR / "demo", tamper=broken == "tamper", say=say)
    _end(trace, as_json)


@group.command("code", help="Mã sáu số lúc này của các tài khoản cán bộ mẫu.")
def code() -> None:
    demo = yaml.safe_load((settings.DEFINITIONS_DIR / "demo" / "people.yaml").read_text(encoding="utf-8"))["demo"]
    click.echo(totp(demo["totp_secret"], time.time()))


@group.command("onestop", help="Một ngày ở bộ phận một cửa: nhiều hồ sơ, nhiều người; đồng hồ của máy chủ tạm tự dời.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
@click.option(
    "--break",
    "broken",
    type=click.Choice(["half"]),
    help="Chỉ chuyện bổ sung, cố ý bỏ nửa phần trả lời để thấy kiểm tra bắt được.",
)
def onestop(as_json: bool, broken: str | None) -> None:
    def say(words: str) -> None:
        click.echo(f"  {words}", err=as_json)

    with own_stage(say, at=first_morning()) as stage:
        trace = play_day(stage, settings.DEFINITIONS_DIR / "demo", half=broken == "half", say=say)
    _end(trace, as_json)


@group.command(
    "connections",
    help="Một tháng tiền, bưu gửi, thông báo, Cổng quốc gia với đối tác chậm, lặp, sai, ngừng; rồi đối chiếu.",
)
@click.option(
    "--dossiers", "stories", default=13, show_default=True, help="Bao nhiêu hồ sơ, ngoài hồ sơ của đối tác nói sai."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
@click.option(
    "--break",
    "broken",
    multiple=True,
    type=click.Choice(sorted(BREAKS)),
    help="Cố ý làm mất một khoản tiền, một trạng thái (nêu được cả hai) để thấy đối chiếu bắt được; không ai nói sai.",
)
def connections(stories: int, as_json: bool, broken: tuple[str, ...]) -> None:
    def say(words: str) -> None:
        click.echo(f"  {words}", err=as_json)

    report = on_own_stage(stories=stories, broken=broken, say=say)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        show(Trace(checks=report["checks"]))
        for one in report["differences"]:
            click.echo(f"  nêu   {one['code']}  {one['dossier']}  hồ sơ “{one['record']}”, hệ thống “{one['system']}”")
        click.echo("Đạt." if report["ok"] else "KHÔNG đạt.")
    sys.exit(0 if report["ok"] else 1)


@group.command(HERE, hidden=True)
@click.option("--port", type=int, required=True)
@click.option("--dossiers", "stories", type=int, required=True)
@click.option("--break", "broken", multiple=True)
def connections_here(port: int, stories: int, broken: tuple[str, ...]) -> None:
    trace = here(port=port, stories=stories, broken=broken, say=lambda words: click.echo(f"  {words}", err=True))
    click.echo(json.dumps(trace.as_json(), ensure_ascii=False))


@group.command("load", help="Nạp nhiều hồ sơ bịa, đủ mọi dòng như hồ sơ thật; rồi hoàn thành thử một số hồ sơ mở.")
@click.option("--dossiers", "count", default=1000, show_default=True, help="Nạp thêm bao nhiêu hồ sơ.")
@click.option("--finish", default=100, show_default=True, help="Hoàn thành thử bao nhiêu hồ sơ mở, chọn ngẫu nhiên.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
def demo_load(count: int, finish: int, as_json: bool) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("Hồ sơ", total=count)
        found = loading.load_and_prove(
            count,
            settings.DEFINITIONS_DIR / "demo",
            finish=finish,
            say=lambda words: progress.console.print(f"  {words}"),
            step=lambda done: progress.advance(bar, done),
        )
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for name, value in found.items():
            click.echo(f"  {name:<20} {value}")
    sys.exit(0 if found["ok"] else 1)


def _end(trace: Trace, as_json: bool) -> None:
    """Tell what held, and leave with the status that says so."""
    if as_json:
        click.echo(json.dumps(trace.as_json(), ensure_ascii=False, indent=2))
    else:
        show(trace)
        click.echo("Đạt." if trace.ok else "KHÔNG đạt.")
    sys.exit(0 if trace.ok else 1)


@contextmanager
def server(url: str, *, own: bool, shifted: bool, say: Callable[[str], None]) -> Iterator[str]:
    """The address to play against; one started here ends here, with its scratch folder."""
    address = url or "http://localhost:8000"
    if not (shifted or own) and is_up(address):
        yield address.rstrip("/")
        return
    if url:
        raise click.ClickException(f"Không có máy chủ nào ở {url}.")
    with own_stage(say) as stage:
        stage.open(at=now() + timedelta(days=3) if shifted else None)
        yield stage.address
