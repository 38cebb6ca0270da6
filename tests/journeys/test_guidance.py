"""Guidance that people understand, over HTTP: what a page says before anybody starts, and what happens to wrong answers."""

from urllib.parse import urlencode

import pytest

from tests.journeys.people import BIRTH, PARENT, Filing, People
from tinhso.lab.demo.visitor import Visitor

pytestmark = pytest.mark.browser


def test_complaint_4_guidance_is_in_plain_words_reviewed_and_asks_for_no_abolished_paper(people: People) -> None:
    visitor = Visitor(people.address)
    visitor.open(f"/thu-tuc/{BIRTH}/")
    page = visitor.words()

    assert "Khai sinh là bước đầu tiên để con có tên" in page
    assert "hộ khẩu" not in page.lower()
    assert "chứng minh nhân dân" not in page.lower()
    assert "Lỗi hay gặp" in page
    assert "Thống nhất họ, chữ đệm và tên trước khi gửi" in page
    assert "Trang này có 18 trên 18 phần cần có" in page
    assert "Rà soát lần gần nhất: 15/09/2026" in page
    assert "Trung tâm Phục vụ hành chính công tỉnh: 0900 000 101" in page


def test_complaint_5_the_page_says_what_is_needed_and_every_page_tells_its_own_mistakes(people: People) -> None:
    visitor = Visitor(people.address)
    visitor.open(f"/thu-tuc/{BIRTH}/")
    assert "Bạn cần 1–2 giấy tờ, khoảng 10 phút." in visitor.words()

    parent = Filing(people.sign_in(PARENT), people.answers(BIRTH))
    draft = parent.begin(BIRTH)
    parent.visitor.open(f"/nop/{draft}/yeu-cau/")
    answer = parent.visitor.send(parent.visitor.forms()[-1], {})
    assert answer.status_code == 422
    assert "Có chỗ cần sửa" in parent.visitor.words()
    assert parent.visitor.path == f"/nop/{draft}/yeu-cau/"

    # Whoever goes to the counter after all takes along what is known already.
    form = parent.visitor.open(f"/bieu-mau/{BIRTH}/dien-san.pdf")
    assert form.headers["Content-Type"] == "application/pdf"
    assert form.content.startswith(b"%PDF")


def test_complaint_6_questions_lead_to_the_right_procedure_and_hard_words_are_explained(people: People) -> None:
    visitor = Visitor(people.address)
    visitor.open("/thu-tuc/?q=lam giay khai sinh")
    assert "Trả lời vài câu để biết đúng thủ tục" in visitor.words()
    visitor.open("/thu-tuc/chon/khai-sinh/")
    for _ in range(5):
        asked = next((form for form in visitor.forms() if "answer" in form.choices), None)
        if asked is None:
            break
        taken = [("q", answer) for answer in asked.fields.get("q", [])]
        visitor.open(f"{asked.action}?{urlencode([*taken, ('answer', asked.choices['answer'][0])])}")
    assert "Thủ tục đúng với bạn Đăng ký khai sinh" in visitor.words()
    assert "Vì:" in visitor.words()

    visitor.open(f"/thu-tuc/{BIRTH}/")
    assert "Giấy mà bệnh viện hoặc trạm y tế cấp khi trẻ ra đời." in visitor.words()
    assert "Chọn “trẻ sinh ra thông thường”; ông, bà hoặc người thân vẫn đi đăng ký được." in visitor.words()
