"""English is complete on the pages of an application; what the definition words stays Vietnamese and says so."""

import ast
import re
import runpy
from pathlib import Path

import pytest
from django.utils import translation

from tinhso.engines.forms.tests.conftest import Browser
from tinhso.engines.forms.tests.scene import start
from tinhso.engines.forms.web.telling import told

ROOM = Path(__file__).resolve().parents[1]
# Shapes of what the rules say, with sentences as a page gets them.
SAID = {
    "Hãy nhập: Họ, chữ đệm, tên": "Enter: Họ, chữ đệm, tên",
    "Số định danh cá nhân phải có 12 chữ số, bạn đã nhập 3.": "A personal number has 12 digits; you entered 3.",
    "Ngày còn thiếu ngày và tháng.": "The date lacks its day and month.",
    "Không nhận tệp “a.exe”: tệp trống, không có dữ liệu.": "The file “a.exe” was not taken: the file is empty.",
    "Năm phải có 4 chữ số, từ 1890 đến 2100.": "The year has 4 digits, from 1890 to 2100.",
}


def _catalogue() -> dict[str, str]:
    read_po = runpy.run_path(str(ROOM.parents[2] / "tools" / "translations.py"))["read_po"]
    found: dict[str, str] = read_po((ROOM / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    return found


def test_every_sentence_of_the_pages_has_its_english() -> None:
    wanted: set[str] = set()
    for template in (ROOM / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        wanted |= set(re.findall(r'{% translate "([^"]+)"', text)) | set(re.findall(r'_\("([^"]+)"\)', text))
        for sentence in re.findall(r"{% blocktranslate[^%]*%}(.+?){% endblocktranslate %}", text, re.DOTALL):
            wanted.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", sentence))
    for module in (ROOM / "web").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"gettext", "gettext_noop"}:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    wanted.add(str(first.value))
    assert len(wanted) > 100
    assert sorted(text for text in wanted if not _catalogue().get(text)) == []


@pytest.mark.parametrize("sentence", SAID)
def test_what_the_rules_say_is_told_in_english(sentence: str) -> None:
    with translation.override("en"):
        assert told(sentence) == SAID[sentence]
    assert told(sentence) == sentence


@pytest.mark.django_db
def test_a_page_in_english_marks_the_questions_as_vietnamese(browser: Browser) -> None:
    draft_id = start()
    browser.cookies["django_language"] = "en"
    page = browser.get(f"/nop/{draft_id}/nguoi-khai/").content.decode()
    assert "Save and continue" in page
    assert 'lang="vi">Thông tin của bạn</h1>' in page
    wrong = browser.post(f"/nop/{draft_id}/nguoi-khai/", {"applicant-full_name": "Nguyễn 1"})
    assert wrong.status_code == 422
    assert "A name has letters and spaces only" in wrong.content.decode()
