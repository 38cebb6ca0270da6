"""The citizens' pages: what stands on the home page comes from its definition."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.definitions.loader import Folder

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

HOME = """
code: home
title: Trang chủ
effective_from: 2025-07-01
legal_basis: [{document: 42/2022/NĐ-CP}]
tasks:
  - {text: Làm việc mẫu, text_en: Do the sample, query: "việc & mẫu"}
life_events:
  - {text: Có con, note: Khai sinh, query: khai sinh, icon: people}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "portals").mkdir()
    (folder / "portals" / "home.yaml").write_text(text, encoding="utf-8")
    return folder


def test_home_shows_its_definition(tmp_path: Path) -> None:
    definitions.apply_folder(write(tmp_path, HOME), actor=system_actor())
    html = Client().get("/").content.decode()
    assert 'href="/thu-tuc/?q=vi%E1%BB%87c%20%26%20m%E1%BA%ABu"' in html
    assert "Làm việc mẫu" in html
    assert "Khai sinh" in html
    assert html.count('name="q"') == 1


def test_home_in_english(tmp_path: Path) -> None:
    definitions.apply_folder(write(tmp_path, HOME), actor=system_actor())
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Do the sample" in client.get("/").content.decode()


def test_home_without_a_definition_still_searches() -> None:
    answer = Client().get("/")
    assert answer.status_code == 200
    assert 'name="q"' in answer.content.decode()
    assert "Việc hay làm" not in answer.content.decode()


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ("tasks: []\nlife_events: []", "/tasks"),
        ("tasks: [{text: a, query: bb}]\nlife_events: []", "/tasks/0/text"),
        ("tasks: [{text: aa, query: bb, code: x}]\nlife_events: []", "/tasks/0/code"),
        ("tasks: [{text: aa, query: bb, icon: crown}]\nlife_events: []", "/tasks/0/icon"),
    ],
)
def test_a_wrong_home_is_told_where(tmp_path: Path, line: str, pointer: str) -> None:
    head = HOME.split("tasks:")[0]
    problems = Folder(write(tmp_path, head + line)).check()
    assert pointer in {problem.pointer for problem in problems}


@pytest.mark.parametrize("path", ["/kha-nang-tiep-can/", "/du-lieu-ca-nhan/"])
def test_pages_about_the_site(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert Client().post(path).status_code == 405


def test_the_sample_home_passes_its_check() -> None:
    problems = [p for p in Folder(Path(settings.DEFINITIONS_DIR)).check() if "portals/" in p.file]
    assert problems == []
