"""The commands, as an officer at a terminal meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tinhso.engines.deadlines import api, naming
from tinhso.engines.deadlines.commands import group
from tinhso.engines.deadlines.tests.test_rules import NEW, write
from tinhso.engines.deadlines.types import Clock
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.reference.testing import use_office_calendar
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, words)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("01/01/1800 10:00", "3", "working_days"), "Chưa có cách đếm thời hạn có hiệu lực ngày 01/01/1800."),
        (("26/01/2150 10:00", "3", "working_days"), "Lịch làm việc không biết những ngày ấy"),
        (("26/01/2026 10:00", "3", "working_days", "--agency", "khong-co"), "Không có cơ quan “khong-co”."),
    ],
)
def test_what_cannot_be_counted_is_said_in_one_line(office: Path, words: tuple[str, ...], said: str) -> None:
    definitions.apply_folder(write(office, new=NEW), actor=system_actor())

    code, output = run("due", *words)

    assert code == 1
    assert said in output


def test_a_due_date_is_computed_and_explained(office: Path) -> None:
    definitions.apply_folder(write(office, new=NEW), actor=system_actor())

    code, output = run("due", "26/01/2026 10:15", "15", "working_days", "--json")

    assert code == 0
    answer = json.loads(output)
    assert answer["due_at"] == "2026-02-23T17:00:00+07:00"
    assert answer["explanation"][0] == "Thời hạn: 15 ngày làm việc (Nghị định mới)."
    assert "17 giờ 00 phút, thứ Hai ngày 23/02/2026" in run("due", "26/01/2026 10:15", "15", "working_days")[1]


@pytest.mark.parametrize(
    "words",
    [
        ("due", "2026-01-26", "15", "working_days"),
        ("due", "26/01/2026 10:15", "2", "working_days", "--same-day"),
        ("due", "26/01/2026 10:15", "0", "working_days"),
        ("due", "26/01/2026 10:15", "1", "years"),
    ],
)
def test_a_wrong_question_is_told_so(words: tuple[str, ...]) -> None:
    assert run(*words)[0] == 2


def test_preview_then_apply_then_recompute(
    start: Callable[..., Clock], office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = start()
    storm = '\ndays_off: [{day: 2026-03-05, title: "Nghỉ tránh bão"}]\n'
    file = tmp_path / "try.yaml"
    file.write_text((office / "calendars" / "office.yaml").read_text(encoding="utf-8") + storm, encoding="utf-8")

    previewed = run("preview", str(file))
    assert previewed[0] == 0
    assert "thứ Ba ngày 10/03/2026  (gửi thư)" in previewed[1]
    assert f"{clock.subject[0]} {clock.subject[1]} (hẹn trả kết quả): " in previewed[1]
    monkeypatch.setitem(naming._owners, clock.subject[0], lambda ids: dict.fromkeys(ids, "001.02.03.H99-260301-0001"))
    assert "001.02.03.H99-260301-0001 (hẹn trả kết quả): " in run("preview", str(file))[1]
    assert api.get_clock(clock.id) == clock

    use_office_calendar(office, more=storm)
    code, output = run("recompute", "office", "--reason", "Nghỉ tránh bão", "--json")

    assert code == 0
    assert [move["letter_due"] for move in json.loads(output)["moves"]] == [True]
    assert api.get_clock(clock.id).due_at == at_local(2026, 3, 10, 17)


@pytest.mark.parametrize("text", ["[]", "code: x", "code: x\ntitle: x\nextends: khong-co\n", "code: [", ""])
def test_a_file_that_is_no_calendar_is_told_so(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")

    code, output = run("preview", str(file))

    assert code == 1
    # The command line as a whole says it in Vietnamese; this group by itself has click's own word.
    assert output.startswith(("Error: ", "Lỗi: "))
