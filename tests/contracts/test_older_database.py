"""Until 1.0 migrations are squashed in place: a database of an earlier state is told in words, not met in a traceback."""

import json

import click
import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection

from tinhso.config import commands
from tinhso.config.cli import main
from tinhso.kernel.errors import Unavailable


def test_a_database_of_the_present_state_is_taken(db: None):
    commands._refuse_other_schema()


def test_a_database_of_an_earlier_state_is_refused_with_what_to_do(db: None):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE identity_user RENAME COLUMN single_keys TO older_keys")

    with pytest.raises(click.ClickException) as refused:
        commands._refuse_other_schema()

    assert "bảng identity_user khác: older_keys, single_keys" in refused.value.message
    assert "make clean" in refused.value.message


@pytest.mark.parametrize("words", [["demo", "load"], ["bench", "search"]])
def test_with_json_too_an_earlier_state_is_told_with_what_to_do(
    db: None, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("no such column: single_keys")

    monkeypatch.setattr("tinhso.lab.load.api.load_and_prove", broken)
    monkeypatch.setattr("tinhso.lab.bench.over_http.bench_search", broken)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE identity_user RENAME COLUMN single_keys TO older_keys")

    ended = CliRunner().invoke(main, [*words, "--json"], prog_name="tinhso")

    (check,) = json.loads(ended.stdout)["checks"]
    assert (ended.exit_code, check["held"]) == (1, False)
    assert "bảng identity_user khác: older_keys, single_keys" in check["seen"]
    assert "make clean" in check["seen"]
    assert "no such column" not in check["seen"]


def test_what_a_module_refuses_is_one_line_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(**_: object) -> None:
        raise Unavailable("Chưa có tệp khóa mã hóa. Chạy: tinhso keys create")

    monkeypatch.setattr("tinhso.foundation.identity.api.rotate_keys", refuses)

    ended = CliRunner().invoke(main, ["keys", "rotate"], prog_name="tinhso")

    assert (ended.exit_code, ended.stderr) == (1, "Lỗi: Chưa có tệp khóa mã hóa. Chạy: tinhso keys create\n")
