"""`tinhso peers`: other people's systems on ports of this machine, to train with and to break things against."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from tinhso.engines.connectors import api as connectors
from tinhso.lab.peers.api import Fault, Portal, Script, fill, serving
from tinhso.lab.peers.connectors.server import serving as serving_partner
from tinhso.lab.peers.national_portal.second import SecondPortal
from tinhso.lab.peers.national_portal.second_server import serving_second
from tinhso.lab.peers.post.faults import Fault as PostFault
from tinhso.lab.peers.post.office import Office
from tinhso.lab.peers.post.server import serving as serving_post


@click.group("peers", help="Hệ thống của bên khác, giả lập trên máy này: để tập huấn và thử lỗi.")
def group() -> None:
    """Commands that play partners."""


@group.command("national-portal", help="Cổng Dịch vụ công quốc gia giả lập; ngừng bằng Ctrl+C.")
@click.option("--port", default=9801, show_default=True)
@click.option("--user", default="tinh-mau", show_default=True)
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="LỖI[:DỊCH_VỤ[:SỐ_LẦN]]",
    help=f"Lỗi theo kịch bản, kể ra theo thứ tự. LỖI là một trong: {', '.join(Fault)}.",
)
@click.option("--generation", type=click.Choice(["first", "second"]), default="first", show_default=True)
def national_portal(port: int, user: str, password_file: Path, faults: tuple[str, ...], generation: str) -> None:
    secret = password_file.read_text("utf-8").strip()
    if generation == "second":
        second = SecondPortal(client=user, secret=secret)
        with serving_second(second, _script(faults), port=port) as server:
            click.echo(f"Cổng giả lập, thế hệ thứ hai: {server.address} (client_id {user})")
            _wait(lambda: {"hồ sơ": len(second.dossiers), "lời gọi": len(second.log)})
        return
    portal = Portal(user=user, password=secret)
    fill(portal)
    with serving(portal, _script(faults), port=port) as server:
        click.echo(f"Cổng giả lập: {server.address} (tài khoản {user})")
        _wait(lambda: {"hồ sơ": len(portal.dossiers), "lời gọi": len(portal.log)})


def _wait(counts: Callable[[], Mapping[str, int]]) -> None:
    """Until Ctrl+C; then what happened meanwhile."""
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        click.echo(json.dumps(counts(), ensure_ascii=False))


def _script(faults: tuple[str, ...]) -> Script:
    script = Script()
    for line in faults:
        name, service, times = (*line.split(":"), "", "")[:3]
        try:
            script.add(name, service=service or "*", times=int(times or 1))
        except ValueError as wrong:
            raise click.BadParameter(str(wrong)) from wrong
    return script


@group.command("connector", help="Một hệ thống ngành hoặc cơ sở dữ liệu giả lập; ngừng bằng Ctrl+C.")
@click.argument("code", type=click.Choice(connectors.simulators()))
@click.option("--port", default=9802, show_default=True)
@click.option("--key", default="tinh-mau", show_default=True)
@click.option("--secret-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--fault", "faults", multiple=True, metavar="LỖI[:LỜI_GỌI[:SỐ_LẦN]]", help="Như của national-portal.")
def connector(code: str, port: int, key: str, secret_file: Path, faults: tuple[str, ...]) -> None:
    secret = secret_file.read_text("utf-8").strip()
    with serving_partner(code, key=key, secret=secret, script=_script(faults), port=port) as server:
        click.echo(f"{code} giả lập: {server.address} (key {key}, lấy thẻ ở {server.address}/token)")
        _wait(lambda: {"hồ sơ": len(server.shelf.kept), "lời gọi": len(server.calls)})


@group.command("post", help="Bưu điện giả lập sau trục liên thông; ngừng bằng Ctrl+C.")
@click.option("--port", default=9803, show_default=True)
@click.option("--key", default="tinh-mau", show_default=True)
@click.option("--secret-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--customer", default="TINHMAU", show_default=True)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="CỬA:LỖI[:SỐ_LẦN]",
    help=f"Lỗi theo kịch bản. CỬA: token, order, cancel, tracking. LỖI là một trong: {', '.join(PostFault)}.",
)
def post(port: int, key: str, secret_file: Path, customer: str, faults: tuple[str, ...]) -> None:
    office = Office(key=key, secret=secret_file.read_text("utf-8").strip(), customer=customer)
    with serving_post(office, port=port) as server:
        for line in faults:
            door, name, times = (*line.split(":"), "", "")[:3]
            try:
                server.fault(door, name, times=int(times or 1))
            except ValueError as wrong:
                raise click.BadParameter(str(wrong)) from wrong
        click.echo(f"Bưu điện giả lập: {server.address} (mã khách hàng {customer})")
        _wait(lambda: {"đơn": len(office.orders), "lời gọi": len(office.calls)})
