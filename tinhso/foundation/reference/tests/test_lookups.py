"""Calendars of agencies and code lists, from applied definitions."""

from datetime import date
from pathlib import Path

import pytest

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.errors import NoDefinition, WrongDefinitions
from tinhso.foundation.reference import api
from tinhso.foundation.reference.errors import CalendarNotFound
from tinhso.foundation.reference.testing import use_office_calendar
from tinhso.kernel.actor import system_actor

pytestmark = pytest.mark.django_db

SATURDAY = """\
code: saturday
title: Sáng thứ Bảy
effective_from: 2015-01-01
legal_basis: [{document: Văn bản kiểm thử}]
extends: office
hours: [{since: 2015-01-01, monday: ["08:00-12:00"], saturday: ["08:00-11:00"]}]
"""
TREE = """\
code: tree
title: Cây mẫu
effective_from: 2020-01-01
legal_basis: [{document: Văn bản kiểm thử}]
agencies:
  - {code: H99, legacy_code: 000.00.00.H99, name: Tỉnh, short_name: T, tier: province}
  - code: H99.13
    legacy_code: 000.00.13.H99
    name: Sở
    short_name: S
    tier: department
    parent: H99
    calendar: saturday
  - {code: H99.13.01, name: Phòng, short_name: P, tier: unit, parent: H99.13}
posts: []
"""
LIST = """\
code: colours
title: Màu
effective_from: 2020-01-01
legal_basis: [{document: Văn bản kiểm thử}]
entries:
  - {code: red, title: Đỏ, title_en: Red, key: r}
  - {code: blue, title: Xanh, valid_to: 2025-06-30}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_office_calendar(tmp_path)
    (tmp_path / "calendars" / "saturday.yaml").write_text(SATURDAY, encoding="utf-8")
    (tmp_path / "agencies").mkdir()
    (tmp_path / "agencies" / "tree.yaml").write_text(TREE, encoding="utf-8")
    (tmp_path / "code_lists").mkdir()
    (tmp_path / "code_lists" / "colours.yaml").write_text(LIST, encoding="utf-8")
    definitions.apply_folder(tmp_path, actor=system_actor())
    return tmp_path


@pytest.mark.parametrize(
    ("agency", "calendar"),
    [
        (None, "office"),
        ("H99", "office"),
        ("H99.13", "saturday"),
        ("000.00.13.H99", "saturday"),
        ("H99.13.01", "saturday"),
        ("H98", "office"),
    ],
)
def test_an_agency_works_by_its_calendar_or_by_that_above_it(folder: Path, agency: str | None, calendar: str) -> None:
    assert api.get_calendar(agency, on=date(2026, 1, 26)).code == calendar


def test_an_extending_calendar_has_the_holidays(folder: Path) -> None:
    calendar = api.get_calendar("H99.13", on=date(2026, 1, 26))

    assert calendar.minutes(date(2026, 1, 24)) == 180
    assert not calendar.is_working(date(2026, 2, 16))
    assert [found.code for found in api.list_calendars(on=date(2026, 1, 26))] == ["office", "saturday"]


def test_without_a_calendar_nothing_is_guessed() -> None:
    with pytest.raises(CalendarNotFound):
        api.get_calendar(on=date(2026, 1, 26))
    with pytest.raises(CalendarNotFound, match="khac"):
        api.get_calendar_by_code("khac")


def test_two_default_calendars_are_refused(folder: Path) -> None:
    second = SATURDAY.replace("extends: office", "extends: office\ndefault: true")
    (folder / "calendars" / "saturday.yaml").write_text(second, encoding="utf-8")

    with pytest.raises(WrongDefinitions) as refusal:
        definitions.apply_folder(folder, actor=system_actor())

    assert any("nhiều lịch cùng là mặc định" in str(problem) for problem in refusal.value.problems)


def test_a_code_list_holds_what_holds_that_day(folder: Path) -> None:
    assert [entry.code for entry in api.get_code_list("colours", date(2025, 6, 30)).entries] == ["red", "blue"]
    colours = api.get_code_list("colours", date(2025, 7, 1))
    red = colours.get("red")

    assert [entry.code for entry in colours.entries] == ["red"]
    assert red is not None
    assert (red.title, red.title_en, dict(red.attributes)) == ("Đỏ", "Red", {"key": "r"})
    assert colours.get("blue") is None


def test_an_unknown_code_list_is_said_so(folder: Path) -> None:
    with pytest.raises(NoDefinition):
        api.get_code_list("shapes")
