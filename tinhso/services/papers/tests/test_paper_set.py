import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import system_actor
from tinhso.kernel.definitions.types import Definition
from tinhso.services.papers import api
from tinhso.services.papers.domain.paper_set import problems
from tinhso.services.papers.errors import PaperUnknown
from tinhso.services.papers.kinds import check_paper_set
from tinhso.services.papers.testing import sample_context

PAPERS = Path(__file__).parents[4] / "definitions" / "rules" / "papers"
TODAY = date(2026, 11, 25)
BEFORE = date(2025, 6, 30)


@pytest.fixture
def _applied(db: None, tmp_path: Path) -> None:
    target = tmp_path / "definitions" / "rules" / "papers"
    target.mkdir(parents=True)
    for file in PAPERS.glob("*.yaml"):
        (target / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    definitions.apply_folder(tmp_path / "definitions", actor=system_actor())


@pytest.mark.usefixtures("_applied")
def test_seven_forms_today_six_before_july_2025() -> None:
    assert [(p.form, p.role.value, p.size) for p in api.list_papers(on=TODAY)] == [
        ("01", "receipt", "A5"),
        ("02", "supplement", "A5"),
        ("03", "refusal", "A5"),
        ("04", "apology", "A4"),
        ("05", "stop", "A4"),
        ("06", "control_slip", "A5"),
        ("07", "tracking_book", "A4"),
    ]
    assert [(p.form, p.size) for p in api.list_papers(on=BEFORE)] == [
        ("01", "A5"), ("02", "A5"), ("03", "A5"), ("04", "A5"), ("05", "A5"), ("06", "A4"),
    ]  # fmt: skip


@pytest.mark.usefixtures("_applied")
def test_the_day_decides_the_title() -> None:
    context = sample_context("apology")

    now = api.render_for(role="apology", on=TODAY, context=context)
    then = api.render_for(role="apology", on=BEFORE, context=context)

    assert (now.form, now.title) == ("04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")
    assert (then.form, then.title) == ("04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả")
    assert now.file_name == "000.00.00.H99-261125-0007-mau-04.pdf"


@pytest.mark.usefixtures("_applied")
def test_no_stop_notice_before_2025() -> None:
    with pytest.raises(PaperUnknown):
        api.render_for(role="stop", on=BEFORE, context=sample_context("stop"))


@pytest.mark.usefixtures("_applied")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_what_an_apology_says_is_the_circulars_of_its_day_and_the_provinces_to_change() -> None:
    context = sample_context("apology")
    told = {}
    for day in (TODAY, BEFORE):
        pdf = api.render_for(role="apology", on=day, context=context).pdf
        shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        told[day] = " ".join(shown.decode().split())
        assert f"Thời gian hẹn trả kết quả lại: {context['new_due_words']}." in told[day]
    assert "và đề nghị gia hạn thời gian giải quyết hồ sơ" in told[TODAY]
    assert "và đề nghị gia hạn thời gian giải quyết hồ sơ" not in told[BEFORE]


def test_words_of_a_form_that_quote_what_nobody_gives_or_are_missing_are_told() -> None:
    apology = {"role": "apology", "form": "04", "template": "apology", "body": "Xin lỗi {{ nobody }}, {{ reason }}."}
    receipt = {"role": "receipt", "form": "01", "template": "receipt", "body": "Một bảng không có lời."}
    stop = {"role": "stop", "form": "05", "template": "stop"}

    assert dict(problems({"papers": [apology, receipt, stop]})) == {
        "/papers/0/body": "“{{ nobody }}” không phải là trường mà thư này được phép dùng",
        "/papers/1/body": "Mẫu này là bảng dữ kiện, không có lời văn để đặt.",
        "/papers/2": "Thiếu lời văn (body) của mẫu này",
    }


def test_unknown_layout_and_twins_are_told() -> None:
    line = {"role": "receipt", "form": "01", "template": "nowhere"}

    found = dict(problems({"papers": [line, {**line, "template": "receipt"}]}))

    assert set(found) == {
        "/papers/0/template", "/papers/0/role", "/papers/0/form", "/papers/1/role", "/papers/1/form",
    }  # fmt: skip


class _Catalogue:
    """Two definitions that are checked together."""

    def __init__(self, *definitions: Definition) -> None:
        self._definitions = definitions

    def all(self, kind: str) -> tuple[Definition, ...]:
        return tuple(d for d in self._definitions if d.kind == kind)

    def find(self, kind: str, code: str) -> Definition | None:
        return next((d for d in self.all(kind) if d.code == code), None)


def _definition(kind: str, body: dict[str, Any], **places: tuple[str, int]) -> Definition:
    return Definition(
        kind=kind, code="x", title="x", effective_from=TODAY, effective_to=None, body=body, file="x.yaml", places=places
    )


def test_a_wrong_letter_of_a_procedure_is_told_with_its_file_and_line() -> None:
    letter = "Chào {{ applicant_name }}, {{ answers.tree.kind }}, {{ nobody }}"
    schema = {"properties": {"tree": {"properties": {"kind": {"type": "string"}}}}}
    procedure = _definition(
        "procedure",
        {"form": {"schema": schema}, "letters": {"refusal": {"body": letter}}},
        **{"/letters/refusal/body": ("letters/refusal.yaml", 4)},
    )
    papers = _definition("paper_set", {"papers": [], "letter_fields": {"applicant_name": "Họ tên"}})

    told = list(check_paper_set(papers, _Catalogue(papers, procedure)))

    assert [str(problem) for problem in told] == [
        "letters/refusal.yaml:4: /letters/refusal/body: “{{ nobody }}” không phải là trường mà thư này được phép dùng"
    ]
