"""What is printed: fonts, size, determinism, refusals. Pages were looked at by eye (`pdftoppm`) when made."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tinhso.kernel.clock import at_local
from tinhso.services.papers import api
from tinhso.services.papers.domain.layouts import REQUIRED
from tinhso.services.papers.domain.words import date_words
from tinhso.services.papers.errors import PaperIncomplete, PaperUnknown
from tinhso.services.papers.testing import sample_context, sample_qr

A4, A5 = (595, 842), (420, 595)


def _fonts(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = set()
        for page in document.pages:
            for font in page.resources.Font.values():
                names.add(str(font.BaseFont).split("+")[-1])
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        return names


def _page_size(pdf: bytes) -> tuple[int, int]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        box = document.pages[0].mediabox
        return round(float(box[2])), round(float(box[3]))


@pytest.mark.parametrize("template", sorted(REQUIRED))
def test_every_layout_prints_in_tinos_alone(template: str, caplog: pytest.LogCaptureFixture) -> None:
    pdf = api.render_paper(template=template, context=sample_context(template), size="A4")

    assert pdf.startswith(b"%PDF-1.7")
    assert _fonts(pdf) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic"}
    assert "Tinos" in _fonts(pdf)
    assert [record.getMessage() for record in caplog.records] == []


def test_equal_input_gives_equal_bytes_and_other_input_does_not() -> None:
    context = sample_context("receipt")

    first = api.render_paper(template="receipt", context=context, size="A5")

    assert api.render_paper(template="receipt", context=context, size="A5") == first
    assert api.render_paper(template="receipt", context={**context, "sets": "02"}, size="A5") != first


def test_receipt_is_one_a5_page() -> None:
    pdf = api.render_paper(template="receipt", context=sample_context("receipt"), size="A5")

    assert _page_size(pdf) == A5
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert str(document.docinfo["/Title"]) == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"


def test_a_certificate_of_seventeen_lines_is_one_a4_page() -> None:
    place = "Số 1 đường Minh Họa, Phường Long Châu, Tỉnh Vĩnh Long"
    person = [("Họ, chữ đệm, tên", "Nguyễn Thị Lan Mẫu"), ("Ngày sinh", "12/03/1995"), ("Dân tộc", "Kinh")]
    lines = [{"label": k, "value": v} for k, v in [*person, ("Quốc tịch", "Việt Nam"), ("Nơi cư trú", place)]]
    child = [*lines, {"label": "Nơi sinh", "value": f"Bệnh viện Minh Họa, {place}"}]
    sections = [
        {"title": title, "lines": part} for title, part in [("Con", child), ("Mẹ", lines), ("Cha", [*lines, lines[0]])]
    ]
    context = {**sample_context("result"), "sections": sections, "basis": [], "authority": "", "subtitle": ""}

    pdf = api.render_paper(template="result", context=context, size="A4")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_signature_place_is_a_named_destination() -> None:
    pdf = api.render_paper(template="result", context=sample_context("result"), size="A4")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = document.Root.Names.Dests.Names
        assert "ky-nguoi" in [str(name) for name in list(names)[::2]]


def test_blank_in_an_official_paper_is_refused() -> None:
    context: dict[str, Any] = {**sample_context("receipt"), "due_words": "", "officer_name": None}

    with pytest.raises(PaperIncomplete) as refused:
        api.render_paper(template="receipt", context=context, size="A5")

    assert refused.value.fields == {"/due_words": "Chưa có giá trị", "/officer_name": "Chưa có giá trị"}


def test_unknown_layout_is_refused() -> None:
    with pytest.raises(PaperUnknown):
        api.render_paper(template="../../etc/passwd", context={}, size="A4")


def test_a_strangers_markup_is_text_and_opens_no_file() -> None:
    context = {
        **sample_context("receipt"),
        "applicant_name": '<img src="file:///etc/passwd"><script>x</script>',
    }

    pdf = api.render_paper(template="receipt", context=context, size="A5")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages[0].get_images()) == 0


def test_qr_says_the_minimum_of_the_circular() -> None:
    text = api.qr_payload(
        sample_qr("Giấy  phép", holder_code="", due_at=at_local(2026, 12, 9, 17, 0), valid_until=date(2027, 1, 2))
    )

    assert text == (
        "Mã hồ sơ: 000.00.00.H99-261125-0007\n"
        "Mã TTHC: 9.000001\n"
        "Mã định danh: không có\n"
        "Giấy tờ: Giấy phép\n"
        "Hệ thống: Hệ thống thông tin giải quyết thủ tục hành chính cấp tỉnh\n"
        "Thời điểm xuất bản: 09:05 25/11/2026\n"
        "Ngày hẹn trả: 17:00 09/12/2026\n"
        "Có hiệu lực đến: 02/01/2027\n"
        "Tra cứu: http://localhost:8000/xac-minh/Zk3_rV9x0QpW8hT2bN6yLg/"
    )


def test_qr_says_the_term_in_words_as_long_as_its_last_day_is_not_known() -> None:
    facts = sample_qr("Giấy xác nhận", validity="06 tháng kể từ ngày ký", scope="Toàn quốc")

    assert "\nThời hạn hiệu lực: 06 tháng kể từ ngày ký\nPhạm vi hiệu lực: Toàn quốc\n" in api.qr_payload(facts)
    assert "Có hiệu lực đến" not in api.qr_payload(facts)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 25), "ngày 25 tháng 11 năm 2026"),
    ],
)
def test_dates_in_words(day: date, words: str) -> None:
    assert date_words(day) == words


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_tracking_book_has_room_for_every_column(tmp_path: Path) -> None:
    """Columns once ran over one another: each code stands whole on its line, before the procedure's title."""
    context = sample_context("tracking_book")
    (tmp_path / "book.pdf").write_bytes(api.render_paper(template="tracking_book", context=context, size="A4"))
    subprocess.run(["pdftotext", "-layout", "book.pdf"], cwd=tmp_path, check=True)

    lines = (tmp_path / "book.txt").read_text(encoding="utf-8").splitlines()

    for row in context["rows"]:
        (line,) = (one for one in lines if row["dossier_code"] in one)
        assert row["procedure_title"][:12] in line.split(row["dossier_code"])[1]
        assert row["received"] in line
