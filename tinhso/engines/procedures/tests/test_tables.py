"""Papers, results and legal basis."""

from typing import Any

from tinhso.engines.procedures.domain.components import read_components
from tinhso.engines.procedures.domain.legal_basis import read_legal_basis
from tinhso.engines.procedures.domain.results import read_results
from tinhso.engines.procedures.domain.wording import SUBJECTS, read_coded_list, strip_furniture
from tinhso.engines.procedures.tests.synthetic import ACTS, FURNITURE, PAPERS


def papers(text: str) -> tuple[list[tuple[Any, ...]], tuple[str, ...]]:
    found, notes = read_components(text)
    return [(p.case, p.title, p.originals, p.copies, p.templates) for p in found], notes


def test_papers_by_case() -> None:
    text = (
        f"Đối với diều sáo:{PAPERS}Đơn đề nghị1 bản chínhBản vẽ0 bản chính,2 bản sao"
        f"Đối với diều giấy:{PAPERS}Tờ khai.To khai.docxPhụ lục A.pdf1 bản chính"
    )

    assert papers(text) == (
        [
            ("Đối với diều sáo:", "Đơn đề nghị", 1, 0, ()),
            ("Đối với diều sáo:", "Bản vẽ", 0, 2, ()),
            ("Đối với diều giấy:", "Tờ khai.", 1, 0, ("To khai.docx", "Phụ lục A.pdf")),
        ],
        (),
    )


def test_a_blank_case_is_null_and_copies_alone_are_copies() -> None:
    assert papers(f"--{PAPERS}Ảnh3 bản sao") == ([(None, "Ảnh", 0, 3, ())], ())


def test_a_quantity_inside_a_name_is_not_a_quantity() -> None:
    assert papers(f"--{PAPERS}01 bản chính Kế hoạch bay1 bản chính")[0] == [
        (None, "01 bản chính Kế hoạch bay", 1, 0, ())
    ]


def test_a_number_glued_to_the_name_is_not_guessed() -> None:
    found, notes = papers(f"--{PAPERS}Đơn ban hành ngày 25/6/20241 bản chính")

    assert found == [(None, "Đơn ban hành ngày 25/6/20241", None, None, ())]
    assert "không tách được" in notes[0]


def test_text_behind_the_last_paper_is_noted() -> None:
    assert "Xem thêm" in papers(f"--{PAPERS}Đơn1 bản chínhXem thêm trang sau")[1][0]
    assert papers("--") == ([], ())
    assert papers("Nộp theo hướng dẫn") == ([], ("Không tìm thấy bảng thành phần hồ sơ.",))


def test_results_lose_the_furniture() -> None:
    body, keywords, description = strip_furniture(f"Thẻ thả diềuMã: KQ.G99.000001{FURNITURE}")

    assert (body, keywords, description) == ("Thẻ thả diềuMã: KQ.G99.000001", None, None)
    assert strip_furniture("ThẻTừ khóadiều, gióMô tảThẻ của diều") == ("Thẻ", "diều, gió", "Thẻ của diều")


def test_results_and_their_codes() -> None:
    results, notes = read_results("Thẻ ABMã: KQ.G99.000001Giấy CMã: 000.00.00.G99-KQ0002Văn bảnMã: xyz9Thông báo")

    assert [(r.title, r.code) for r in results] == [
        ("Thẻ AB", "KQ.G99.000001"),
        ("Giấy C", "000.00.00.G99-KQ0002"),
        ("Văn bản", "xyz9"),
        ("Thông báo", None),
    ]
    assert len(notes) == 2


def acts(text: str) -> tuple[list[tuple[str, str | None]], tuple[str, ...]]:
    found, notes = read_legal_basis(ACTS + text)
    return [(a.title, a.number) for a in found], notes


def test_numbers_inside_names_do_not_close_a_line() -> None:
    text = "Thông tư sửa Thông tư số 01/2030/TT-BTC về gió02/2031/TT-BTCLuật 60/2034/QH1360/2034/QH13"

    assert acts(text)[0] == [
        ("Thông tư sửa Thông tư số 01/2030/TT-BTC về gió", "02/2031/TT-BTC"),
        ("Luật 60/2034/QH13", "60/2034/QH13"),
    ]


def test_numbers_with_points_without_year_and_as_name() -> None:
    assert acts("Nghị quyết cắt giảm66.7/2035/NQ-CPQuyết định46/QĐ-BXD246/2035/NĐ-CP246/2035/NĐ-CP")[0] == [
        ("Nghị quyết cắt giảm", "66.7/2035/NQ-CP"),
        ("Quyết định", "46/QĐ-BXD"),
        ("246/2035/NĐ-CP", "246/2035/NĐ-CP"),
    ]


def test_a_year_glued_to_a_number_is_taken_off_and_told() -> None:
    found, notes = acts("Luật Diều 203023/2033/QH15")

    assert found == [("Luật Diều 2030", "23/2033/QH15")]
    assert "23/2033/QH15" in notes[0]


def test_capitals_and_a_missing_number() -> None:
    found, notes = acts("QUY ĐỊNH VỀ GIÓ145/2025/NĐ-CPThông tư về diều")

    assert found == [("QUY ĐỊNH VỀ GIÓ", "145/2025/NĐ-CP"), ("Thông tư về diều", None)]
    assert len(notes) == 1


def test_lists_whose_words_hold_commas() -> None:
    codes, unknown = read_coded_list(
        "Cán bộ, công chức, viên chức, Tổ chức (không bao gồm doanh nghiệp, HTX), Người gỗ", SUBJECTS
    )

    assert codes == ("officer", "organisation")
    assert unknown == ("Người gỗ",)
