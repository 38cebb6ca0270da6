"""Commands that belong to the whole platform: set-up, serving, worker, documents; and discovery of the modules' groups."""

import hashlib
import subprocess
import sys
import time

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line

from tinhso.config import environment, worker
from tinhso.config.modules import parts
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import Change
from tinhso.kernel.actor import system_actor
from tinhso.kernel.encryption import create_keys
from tinhso.lab.sample.people import load_people


def all_commands() -> tuple[click.Command, ...]:
    """Every command of the platform, the modules' groups first."""
    found: list[click.Command] = []
    for part in parts("commands"):
        found.extend(getattr(part, "groups", None) or [part.group])
    return (*found, start, set_up, manage, serve, work, docs)


@click.command("manage", help="Lệnh quản trị của Django (migrate, makemigrations, shell…).", context_settings={"ignore_unknown_options": True, "help_option_names": []})
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
    _say("Định nghĩa của tỉnh mẫu…")
    plan = definitions.apply_folder(settings.DEFINITIONS_DIR, actor=system_actor())
    _say(f"{sum(c.change is not Change.SAME for c in plan.changes)} định nghĩa mới hoặc thay đổi.")
    sample = settings.DEFINITIONS_DIR / "demo" / "people.yaml"
    if people and settings.DEMO and sample.is_file():
        load_people(sample, say=_say)
    stamp.write_text(wanted, encoding="ascii")


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
@click.pass_context
def start(context: click.Context, port: int) -> None:
    _say("Chuẩn bị…")
    _set_up(people=True)
    context.invoke(serve, port=port, welcome=True)


@click.command("serve", help="Phục vụ nền tảng tại http://localhost:8000, kèm tiến trình chạy việc nền.")
@click.option("--port", default=8000, show_default=True, help="Cổng.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Địa chỉ lắng nghe.")
@click.option("--workers", default=2, show_default=True, help="Số tiến trình web.")
@click.option("--no-worker", is_flag=True, help="Không chạy việc nền trong lệnh này.")
def serve(port: int, bind: str, workers: int, no_worker: bool) -> None:
    server = [
        sys.executable, "-m", "gunicorn", "tinhso.config.wsgi:application", "--bind", f"{bind}:{port}",
        "--workers", str(workers), "--threads", "4", "--worker-class", "gthread", "--timeout", "120",
        "--graceful-timeout", "20", "--keep-alive", "30", "--access-logfile", "/dev/null", "--log-level", "warning",
    ]  # fmt: skip
    background = None if no_worker else subprocess.Popen([sys.executable, "-m", "tinhso.config.worker"])
    try:
        sys.exit(subprocess.call(server))
    except KeyboardInterrupt:
        sys.exit(0)
    finally:
        if background is not None:
            background.terminate()
            background.wait(timeout=30)


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
