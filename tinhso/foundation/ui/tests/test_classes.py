"""Every class of ours that a template or component names has a style, and the styles of the theme are flat names."""

import re
from pathlib import Path

ROOM = Path(__file__).resolve().parents[3]
CLASS = re.compile(r"\bts(?:-[a-z0-9]+(?:__[a-z]+|--[a-z]+)*)+")
# Built from a word that is known only when the page is drawn ("ts-tag--" + tone): the stem must have a style.
STEM = re.compile(r"\b(ts-[a-z0-9_-]+(?:--|__))(?=\{)")
# Hooks and marks that are meant to have no style of their own.
UNSTYLED = {"ts-citizen", "ts-plain"}


def _styled() -> set[str]:
    sheets = ROOM.rglob("scss/**/*.scss")
    return {name for sheet in sheets for name in re.findall(r"\.(ts[a-z0-9_-]*)", sheet.read_text(encoding="utf-8"))}


def _named() -> dict[str, str]:
    found: dict[str, str] = {}
    for page in ROOM.rglob("templates/**/*.html"):
        for classes in re.findall(r'class="([^"]*)"', page.read_text(encoding="utf-8")):
            plain = re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", classes)
            plain = re.sub(r"\{%.*?%\}", " ", plain)
            found |= dict.fromkeys((name for name in plain.split() if CLASS.fullmatch(name)), page.name)
    return found


def test_every_class_of_ours_has_a_style() -> None:
    missing = {name: page for name, page in _named().items() if name not in _styled() | UNSTYLED}
    assert missing == {}


def test_classes_with_a_changing_end_have_styles_for_some_end() -> None:
    stems = {
        stem for page in ROOM.rglob("templates/**/*.html") for stem in STEM.findall(page.read_text(encoding="utf-8"))
    }
    styled = _styled()
    assert sorted(stem for stem in stems if not any(name.startswith(stem) for name in styled)) == []
