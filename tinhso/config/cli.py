"""`tinhso`: the one command line. Each module's `commands.py` brings its groups; this file brings serving and set-up."""

import os
import sys
from typing import Any

import click

from tinhso import __version__
from tinhso.config.click_words import speak_vietnamese

speak_vietnamese()

# What a command is for, as `tinhso --help` tells it; every command stands in one of these (a test says so).
SECTIONS = {
    "Cài đặt và chạy": ("start", "setup", "serve", "worker", "user", "manage"),
    "Tỉnh là dữ liệu": ("definitions", "agencies", "procedures", "guidance", "deadlines"),
    "Giữ an toàn": ("audit", "keys", "signatures", "outbox", "notices", "national-portal", "connectors"),
    "Số liệu": (
        "insight",
        "scorecards",
    ),
    "Trình diễn và đo": ("demo", "bench", "peers"),
    "Cho người phát triển": ("docs",),
    "Tiền và hệ thống khác": ("payments", "post", "reconcile", "clients", "sso"),
}


# What sets up must tell its own failures.
_SET_UP = ("setup", "start", "manage")


class LazyGroup(click.Group):
    """Django is set up only when a command needs it, so that `tinhso --version` is quick."""

    _loaded = False

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
        import django

        django.setup()
        from tinhso.config import commands

        for command in commands.all_commands():
            self.add_command(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "LỆNH …", prefix="Cách dùng: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        with formatter.section("Tùy chọn"):
            formatter.write_dl([("--version", "In phiên bản rồi thoát."), ("-h, --help", "In trợ giúp rồi thoát.")])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what they are for."""
        self._load()
        for title, names in SECTIONS.items():
            known = [(name, self.commands[name]) for name in names if name in self.commands]
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(limit=120)) for name, command in known])

    def invoke(self, ctx: click.Context) -> Any:
        from tinhso.kernel import schema
        from tinhso.kernel.errors import DomainError

        try:
            return super().invoke(ctx)
        except DomainError as refused:
            raise click.ClickException(refused.message) from refused
        except Exception as problem:
            advice = "" if ctx.invoked_subcommand in _SET_UP else schema.advice_on(problem)
            if advice:
                raise click.ClickException(advice) from problem
            raise

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=LazyGroup,
    help="Tỉnh Số: nền tảng chính quyền số của một tỉnh.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(version=__version__, prog_name="tinhso", message="%(prog)s %(version)s")
def main() -> None:
    """Entry point of the `tinhso` script."""


if __name__ == "__main__":
    sys.exit(main())
