"""`tinhso bench`: figures with the machine's raw limit beside them; the exit status speaks of checks only."""

import sys
from collections.abc import Callable

import click
from django.conf import settings

from tinhso.lab.bench import acts, engines, figures, lists, over_http, signing
from tinhso.lab.bench.report import Report
from tinhso.lab.demo.api import Telling


@click.group("bench", cls=Telling, help="Đo tốc độ trên cơ sở dữ liệu hiện có; kèm giới hạn của chính máy này.")
def group() -> None:
    """Benches."""


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option(
            "--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt."
        ),
        click.option("--seconds", default=15.0, show_default=True, help="Đo trong bao nhiêu giây."),
        click.option("--connections", default=16, show_default=True, help="Số kết nối cùng lúc."),
    ):
        command = option(command)
    return command


def _told(report: Report, *, as_json: bool) -> None:
    report.show(as_json=as_json)
    sys.exit(0 if report.ok else 1)


@group.command("submit", help="Nộp hồ sơ qua API: kiểm tra tờ khai, cấp mã, quy trình, hạn, nhật ký, sự kiện.")
@_shared
def submit(as_json: bool, seconds: float, connections: int) -> None:
    folder = settings.DEFINITIONS_DIR / "demo"
    _told(over_http.bench_submit(folder, connections=connections, seconds=seconds), as_json=as_json)


@group.command("worklist", help="Danh sách việc 50 dòng của cán bộ.")
@_shared
def worklist(as_json: bool, seconds: float, connections: int) -> None:
    folder = settings.DEFINITIONS_DIR / "demo"
    _told(over_http.bench_worklist(folder, connections=connections, seconds=seconds), as_json=as_json)


@group.command("track", help="Tra cứu công khai bằng mã hồ sơ và bốn số cuối.")
@_shared
def track(as_json: bool, seconds: float, connections: int) -> None:
    folder = settings.DEFINITIONS_DIR / "demo"
    _told(over_http.bench_track(folder, connections=connections, seconds=seconds), as_json=as_json)


@group.command("search", help="Tìm thủ tục, có dấu và không dấu.")
@_shared
def search(as_json: bool, seconds: float, connections: int) -> None:
    folder = settings.DEFINITIONS_DIR / "demo"
    _told(over_http.bench_search(folder, connections=connections, seconds=seconds), as_json=as_json)


@group.command("list", help="Một danh sách hay trang khác mà cán bộ, người dân mở cả ngày.")
@click.argument("name", type=click.Choice(sorted(lists.LISTS)))
@_shared
def one_list(name: str, as_json: bool, seconds: float, connections: int) -> None:
    folder = settings.DEFINITIONS_DIR / "demo"
    _told(lists.bench_list(name, folder, connections=connections, seconds=seconds), as_json=as_json)


@group.command("act", help="Một việc của cán bộ, trong một tiến trình; hồ sơ được làm việc ấy thật.")
@click.argument("name", type=click.Choice(acts.ACTS))
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
@click.option("--count", default=50, show_default=True, help="Bao nhiêu hồ sơ.")
def one_act(name: str, as_json: bool, count: int) -> None:
    _told(acts.bench_act(name, settings.DEFINITIONS_DIR / "demo", count=count), as_json=as_json)


@group.command("deadlines", help="Tính hạn và mở đồng hồ, trong một tiến trình.")
@_shared
def deadlines(as_json: bool, seconds: float, connections: int) -> None:
    _told(engines.bench_deadlines(seconds=min(seconds, 5.0)), as_json=as_json)


@group.command(
    "statistics", help="Biểu II.06 của một tháng, một năm trên số liệu giả (tạo rồi hủy), kho số liệu phải trống."
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
@click.option("--count", default=1_000_000, show_default=True, help="Bao nhiêu hồ sơ.")
def statistics(as_json: bool, count: int) -> None:
    _told(figures.bench_statistics(count=count), as_json=as_json)


@group.command("sign", help="Dựng, ký, đóng dấu và kiểm tra kết quả, trong một tiến trình.")
@_shared
def sign(as_json: bool, seconds: float, connections: int) -> None:
    _told(engines.bench_sign(settings.DEFINITIONS_DIR / "demo", seconds=min(seconds, 5.0)), as_json=as_json)


@group.command(
    "sign-batch",
    help="Ký một lượt nhiều kết quả như trang “Kết quả chờ ký”: hồ sơ được nộp, giải quyết trước và ở lại.",
)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON; ok chỉ đúng khi mọi kiểm tra đạt.")
@click.option("--count", default=50, show_default=True, help="Bao nhiêu kết quả.")
def sign_batch(as_json: bool, count: int) -> None:
    _told(signing.bench_batch(settings.DEFINITIONS_DIR / "demo", count=count), as_json=as_json)
