"""`tinhso --help`: every command, by what it is for, in Vietnamese."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import click
import pytest
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


def test_a_play_or_bench_that_breaks_off_is_a_check_that_did_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TimeoutError("máy chủ không trả lời")

    monkeypatch.setattr("tinhso.lab.bench.over_http.bench_search", broken)
    monkeypatch.setattr("tinhso.lab.demo.commands.own_stage", broken)
    for words in (["bench", "search"], ["demo", "--own"], ["demo", "onestop"], ["demo", "--url", "http://localhost:9"]):
        ended = CliRunner().invoke(main, [*words, "--json"], prog_name="tinhso")
        told = json.loads(ended.stdout)
        assert (ended.exit_code, told["ok"], told["checks"][0]["held"]) == (1, False, False), words
        assert CliRunner().invoke(main, words, prog_name="tinhso").exit_code == 1


@pytest.mark.parametrize(
    ("own", "printed"), [("", "http://localhost:8642"), ("https://dvc.example.vn", "https://dvc.example.vn")]
)
def test_what_is_printed_leads_to_the_port_that_serves(
    monkeypatch: pytest.MonkeyPatch, settings: Any, own: str, printed: str
) -> None:
    forked: list[tuple[str, str]] = []
    settings.PUBLIC_ADDRESS = own or "http://localhost:8000"
    settings.CSRF_TRUSTED_ORIGINS = [settings.PUBLIC_ADDRESS]
    # Kept first, so that what is served under is taken back too.
    monkeypatch.setenv("TINHSO_PUBLIC_ADDRESS", own)
    if not own:
        del os.environ["TINHSO_PUBLIC_ADDRESS"]

    def fork(_: object) -> MagicMock:
        forked.append((settings.PUBLIC_ADDRESS, os.environ["TINHSO_PUBLIC_ADDRESS"]))
        return MagicMock()

    monkeypatch.setattr(commands, "Forked", fork)
    monkeypatch.setattr(commands, "Kept", MagicMock())
    monkeypatch.setattr(commands, "end", lambda *_: None)
    monkeypatch.setattr(commands, "connections", MagicMock())
    monkeypatch.setattr("signal.signal", lambda *_: None)

    with pytest.raises(SystemExit):
        commands._serve(port=8642, bind="127.0.0.1", workers=1, background=True, then=lambda: False)

    assert forked == [(printed, printed), (printed, printed)]
    assert [printed] == settings.CSRF_TRUSTED_ORIGINS


def _pages(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            if (*path, name) != ("manage",):
                yield from _pages(inner, (*path, name))


def test_no_page_of_help_and_no_refusal_is_half_english() -> None:
    runner = CliRunner()
    pages = list(_pages(main))
    english = re.compile(r"\b(Usage|Options|Commands|Show this|default:|required|Error|Try|No such|Missing|Invalid)\b")
    said = {path: runner.invoke(main, [*path, "--help"], prog_name="tinhso").output for path in pages}
    wrong = [["demo", "--nothing"], ["nothing"], ["definitions", "check", "/nowhere"], ["bench", "list", "nothing"]]
    refused = {tuple(words): runner.invoke(main, words, prog_name="tinhso").output for words in wrong}

    assert len(pages) > 50
    assert {path: found for path, text in (said | refused).items() if (found := english.findall(text))} == {}
    assert refused["nothing",].endswith("Lỗi: Không có lệnh 'nothing'.\n")
