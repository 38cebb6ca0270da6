"""`tinhso --help`: every command, by what it is for, in Vietnamese."""

from click.testing import CliRunner

from tinhso.config import commands
from tinhso.config.cli import SECTIONS, main


def test_every_command_stands_in_one_section() -> None:
    listed = [name for names in SECTIONS.values() for name in names]

    assert sorted(listed) == sorted(str(command.name) for command in commands.all_commands())


def test_help_names_every_section_and_says_what_a_command_does() -> None:
    shown = CliRunner().invoke(main, ["--help"], prog_name="tinhso").output

    assert [title for title in SECTIONS if f"{title}:" not in shown] == []
    assert [str(command.name) for command in commands.all_commands() if not command.get_short_help_str()] == []
    assert "Usage" not in shown
