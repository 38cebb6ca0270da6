"""Commands that belong to the whole platform: set-up, serving, worker, documents; and discovery of the modules' groups."""

import hashlib
import json
import os
import runpy
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import NoReturn

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections

from tinhso.config import environment, worker
from tinhso.config.modules import parts
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import Change
from tinhso.foundation.ui.api import gather_static
from tinhso.kernel import schema
from tinhso.kernel.actor import system_actor
from tinhso.kernel.encryption import create_keys
from tinhso.kernel.processes import Forked, Kept, end
from tinhso.lab.demo.api import demo_accounts, is_up, play, show
from tinhso.lab.sample.api import load_people


def all_commands() -> tuple[click.Command, ...]:
    """Every command of the platform, the modules' groups first."""
    found: list[click.Command] = []
    for part in parts("commands"):
        found.extend(getattr(part, "groups", None) or [part.group])
    return (*found, start, set_up, manage, serve, work, docs)


@click.command(
    "manage",
    help="Lệnh quản trị của Django (migrate, makemigrations, shell…).",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    execute_from_command_line(["tinhso manage", *arguments])


def _say(words: str) -> None:
    click.echo(f"  {time.strftime('%H:%M:%S')}  {words}")


@click.command("setup", help="Tạo khóa, cơ sở dữ liệu, áp dụng định nghĩa, nạp tỉnh mẫu. Chạy lại không làm gì thừa.")
@click.option("--people/--no-people", default=True, help="Nạp người và tổ chức mẫu.")
def set_up(people: bool) -> None:
    _set_up(people)


def _set_up(people: bool) -> None:
    """Bring this machine's data to the present definitions; a stamp of their content makes a second run quick."""
    stamp = settings.VAR_DIR / "setup.sha256"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    if create_keys():
        _say("Tạo khóa mã hóa.")
    _say("Cơ sở dữ liệu…")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _refuse_other_schema()
    _say("Định nghĩa của tỉnh mẫu…")
    plan = definitions.apply_folder(settings.DEFINITIONS_DIR, actor=system_actor())
    _say(f"{sum(c.change is not Change.SAME for c in plan.changes)} định nghĩa mới hoặc thay đổi.")
    sample = settings.DEFINITIONS_DIR / "demo" / "people.yaml"
    if people and settings.DEMO and sample.is_file():
        load_people(sample, say=_say)
    stamp.write_text(wanted, encoding="ascii")


def _refuse_other_schema() -> None:
    found = schema.other_state()
    if found:
        raise click.ClickException(found)


def _fingerprint() -> str:
    """What set-up depends on: definitions, migrations and the database it fills."""
    digest = hashlib.sha256(settings.DATABASE_URL.encode())
    root = environment.ROOT
    for path in sorted([*settings.DEFINITIONS_DIR.rglob("*"), *(root / "tinhso").glob("*/*/migrations/*.py")]):
        if path.is_file():
            digest.update(str(path.relative_to(root) if path.is_relative_to(root) else path).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@click.command("start", help="Cài đặt dữ liệu, đi hết một hồ sơ (lần đầu), rồi phục vụ tại http://localhost:8000.")
@click.option("--port", default=8000, show_default=True, help="Cổng.")
def start(port: int) -> None:
    _say("Chuẩn bị…")
    _refuse_taken(port, "127.0.0.1")
    _set_up(people=True)
    _gather()
    _serve(port=port, bind="127.0.0.1", workers=2, background=True, then=lambda: _welcome(port))


def _refuse_taken(port: int, bind: str) -> None:
    """A port that somebody else serves is refused first: the demo would be played against their data, and praised as ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise click.ClickException(
                f"Không mở được cổng {port} ({error.strerror}): có chương trình khác đang dùng? "
                f"Dừng chương trình đó, hoặc chọn cổng khác, ví dụ: make run PORT={port + 1}"
            ) from error


def _gather() -> None:
    _say("Tệp giao diện…")
    gather_static()


def _welcome(port: int) -> bool:
    """Once the server answers: the first time, play one whole dossier against it; then say where everything is."""
    address = f"http://localhost:{port}"
    for _ in range(240):
        if is_up(address):
            break
        time.sleep(0.5)
    else:
        click.echo("Máy chủ không lên trong hai phút; xem lỗi ở trên.", err=True)
        return False
    played = settings.VAR_DIR / "first-dossier.json"
    folder = settings.DEFINITIONS_DIR / "demo"
    if settings.DEMO and folder.is_dir() and not played.exists():
        _say("Đi hết một hồ sơ qua HTTP…")
        trace = play(address, folder, tamper=False, say=_say)
        show(trace)
        if trace.ok:
            played.write_text(json.dumps(trace.as_json(), ensure_ascii=False, indent=2), encoding="utf-8")
    click.echo(
        f"\nTỉnh Số đang chạy:\n  Người dân   {address}/\n  Cán bộ      {address}/can-bo/\n  API         {address}/api/v1/docs"
    )
    if settings.DEMO and folder.is_dir():
        click.echo("\n".join(["", *demo_accounts(folder), "", "Ctrl+C để dừng."]))
    return True


@click.command("serve", help="Phục vụ nền tảng, kèm tiến trình chạy việc nền.")
@click.option("--port", default=8000, show_default=True, help="Cổng.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--workers", default=2, show_default=True, help="Số tiến trình web.")
@click.option("--no-worker", is_flag=True, help="Không chạy việc nền trong lệnh này.")
def serve(port: int, bind: str, workers: int, no_worker: bool) -> None:
    _refuse_taken(port, bind)
    # Quietly: what this command prints belongs to whoever started it, and a demonstration prints JSON.
    gather_static()
    _serve(port=port, bind=bind, workers=workers, background=not no_worker, then=lambda: True)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _answer_at(port: int) -> None:
    """QR codes and letters lead to where this server answers, unless an address of its own was set."""
    address = f"http://localhost:{port}"
    if os.environ.setdefault("TINHSO_PUBLIC_ADDRESS", address) == address:
        settings.PUBLIC_ADDRESS = address
        settings.CSRF_TRUSTED_ORIGINS = [address]


def _web(*, bind: str, workers: int) -> None:
    """gunicorn as its own command runs it; --preload: its workers too begin with everything loaded."""
    sys.argv = [
        "gunicorn", "tinhso.config.wsgi:application", "--preload", "--bind", bind, "--workers", str(workers),
        "--threads", "4", "--worker-class", "gthread", "--timeout", "120", "--graceful-timeout", "20",
        "--keep-alive", "30", "--log-level", "warning",
    ]  # fmt: skip
    runpy.run_module("gunicorn", run_name="__main__")


def _serve(*, port: int, bind: str, workers: int, background: bool, then: Callable[[], bool]) -> NoReturn:
    _answer_at(port)
    # A socket to the database is not shared: each process opens its own.
    connections.close_all()
    serving = Forked(partial(_web, bind=f"{bind}:{port}", workers=workers))
    # Without it papers wait unprinted and nobody is told; gunicorn looks after its own workers.
    again = [sys.executable, "-m", "tinhso.config.worker"]
    background_process = Kept(again, running=Forked(worker.run)) if background else None
    # Whoever ends this command ends what it started.
    signal.signal(signal.SIGTERM, _end)
    try:
        sys.exit(serving.wait() if then() else 1)
    except KeyboardInterrupt:
        sys.exit(0)
    finally:
        end(serving)
        if background_process is not None:
            background_process.end()


@click.command("worker", help="Chạy việc nền: gửi sự kiện, việc xếp hàng, việc theo lịch.")
def work() -> None:
    worker.run()


@click.group("docs", help="Sinh tài liệu từ mã nguồn.")
def docs() -> None:
    """Generated documents."""


@docs.command("environment", help="Sinh docs/operations/environment.md.")
@click.option("--check", is_flag=True, help="Chỉ kiểm tra tệp có khớp không.")
def docs_environment(check: bool) -> None:
    path = environment.ROOT / "docs" / "operations" / "environment.md"
    text = environment_manual()
    if check:
        sys.exit(0 if path.is_file() and path.read_text(encoding="utf-8") == text else 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def environment_manual() -> str:
    """The operator's page of environment variables, from their declarations."""
    assert settings.configured
    rows = "\n".join(
        f"| `{v.name}` | {v.kind} | `{v.default or '(trống)'}` | {v.meaning} |" for v in environment.declared()
    )
    return (
        "# Biến môi trường\n\nTệp này được sinh bằng `tinhso docs environment`; đừng sửa tay.\n\n"
        f"| Biến | Kiểu | Mặc định | Ý nghĩa |\n|---|---|---|---|\n{rows}\n"
    )
