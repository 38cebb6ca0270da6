"""English is complete on what citizens see of the shell, and the catalogues compile without gettext's tools."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
TRANSLATIONS = runpy.run_path(str(ROOT / "tools" / "translations.py"))
ROOMS = ("tinhso/foundation/ui", "tinhso/foundation/identity", "tinhso/portals/citizen", "tinhso/portals/developer")


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_of_the_templates_has_its_english(room: str) -> None:
    catalogue = TRANSLATIONS["read_po"]((ROOT / room / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    wanted = set()
    for template in (ROOT / room / "templates").rglob("*.html"):
        wanted |= set(re.findall(r'{% translate "([^"]+)" %}', template.read_text(encoding="utf-8")))
    missing = {text for text in wanted if not catalogue.get(text.replace("%", "%%"))}
    assert missing == set()


def test_po_is_read_as_it_is_written() -> None:
    text = (
        'msgid ""\nmsgstr "Language: en\\n"\n\n#, fuzzy\nmsgid "a"\nmsgstr "x"\n\nmsgid "b"\n'
        'msgstr ""\n"first "\n"\\"second\\""\n\nmsgid "c"\nmsgstr ""\n\nmsgctxt "k"\nmsgid "d"\nmsgstr "ô"\n'
    )
    assert TRANSLATIONS["read_po"](text) == {"": "Language: en\n", "b": 'first "second"', "k\x04d": "ô"}
