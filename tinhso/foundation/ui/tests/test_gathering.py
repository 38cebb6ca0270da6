"""The front end's files: gathered for serving when one of them changed, and not again otherwise."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.ui.api import gather_static


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "one.css").write_text("a { color: red }", "utf-8")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "served"
    return folder


def test_a_second_start_finds_nothing_to_gather(source: Path) -> None:
    assert [gather_static(), gather_static()] == [True, False]


def test_a_changed_and_a_new_file_are_gathered(source: Path, settings: Any) -> None:
    gather_static()

    (source / "one.css").write_text("a { color: blue !important }", "utf-8")
    os.utime(source / "one.css", (time.time() + 60,) * 2)
    assert gather_static() is True
    (source / "two.css").write_text("b { color: red }", "utf-8")
    assert gather_static() is True
    served = [path for path in Path(settings.STATIC_ROOT).glob("*.css") if "blue" in path.read_text("utf-8")]
    assert served
    assert list(Path(settings.STATIC_ROOT).glob("two*.css"))


def test_what_was_broken_off_is_gathered_again(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gather_static()
    (source / "two.css").write_text("b { color: red }", "utf-8")
    with monkeypatch.context() as broken:
        broken.setattr("tinhso.foundation.ui.gathering.call_command", _breaks_off)
        with pytest.raises(KeyboardInterrupt):
            gather_static()
    (source / "two.css").unlink()

    assert gather_static() is True


def _breaks_off(*words: object, **options: object) -> None:
    raise KeyboardInterrupt
