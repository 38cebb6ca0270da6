"""A citizen or a company applies over HTTP: how many screens, how much typing, what is lost when things break."""

import pytest

from tests.journeys import photos
from tests.journeys.people import BADGES, BIRTH, COMPANY_USER, MARITAL_STATUS, PARENT, STRANGER, Filing, People, found

pytestmark = pytest.mark.browser
SESSION = "tinhso_phien"


def filing(people: People, username: str, procedure: str) -> Filing:
    return Filing(people.sign_in(username), people.answers(procedure))


def test_a_birth_takes_at_most_eight_screens_and_twelve_fields(people: People) -> None:
    birth = filing(people, PARENT, BIRTH)
    birth.begin(BIRTH)
    birth.answer_all(photos.png("giấy chứng sinh"))
    assert len(birth.screens) <= 8, birth.screens
    assert len(birth.typed) <= 12, birth.typed
    asked_of_the_known = [name for name in birth.typed if name.startswith("requester") and "email" not in name]
    assert asked_of_the_known == []

    dossier_id = birth.declare()
    assert birth.visitor.path == f"/ho-so/{dossier_id}/da-nop/"
    code = found(r'ts-panel__reference">([^<]+)<', birth.visitor.text)
    assert "trả lời bạn chậm nhất lúc" in birth.visitor.words()
    assert "1 trang" in birth.visitor.words()
    again = people.sign_in(PARENT)
    again.open(f"/ho-so/{dossier_id}/da-nop/")
    assert code in again.words()
    again.open("/ho-so/")
    assert code in again.words()


def test_a_marital_status_takes_at_most_six_screens(people: People) -> None:
    paper = filing(people, STRANGER, MARITAL_STATUS)
    paper.begin(MARITAL_STATUS)
    paper.answer_all(photos.png("giấy tờ"))
    assert len(paper.screens) <= 6, paper.screens
    dossier_id = paper.declare(return_method="counter")
    paper.visitor.open(f"/ho-so/{dossier_id}/")
    assert "Nhận kết quả Trung tâm Phục vụ hành chính công" in paper.visitor.words()


def test_a_company_applies_for_badges(people: People) -> None:
    badges = filing(people, COMPANY_USER, BADGES)
    badges.visitor.open(f"/ho-so/nop/{BADGES}/")
    assert "Công ty TNHH Vận tải Minh Họa" in badges.visitor.words()
    badges.begin(BADGES)
    badges.answer_all(photos.png("đăng ký xe"))
    dossier_id = badges.declare()
    badges.visitor.open(f"/ho-so/{dossier_id}/")
    assert "Người đề nghị Công ty TNHH Vận tải Minh Họa" in badges.visitor.words()


def test_a_person_without_a_company_is_told_so(people: People) -> None:
    visitor = people.sign_in(STRANGER)
    assert visitor.open(f"/ho-so/nop/{BADGES}/").status_code == 200
    assert "Thủ tục này dành cho tổ chức" in visitor.words()
    assert all("agency" not in form.fields for form in visitor.forms())


def test_two_heic_photos_become_one_paper_of_two_pages(people: People) -> None:
    birth = filing(people, PARENT, BIRTH)
    draft_id = birth.begin(BIRTH)
    birth.answer_all(b"", stop_at="/giay-to/")
    form = next(form for form in birth.visitor.forms() if "giay" in form.fields)
    pages = [
        ("trang-1.heic", photos.heic("trang 1"), "image/heic"),
        ("trang-2.heic", photos.heic("trang 2"), "image/heic"),
    ]
    answer = birth.visitor.send(form, files=[("tep", page) for page in pages])
    assert answer.status_code == 200, birth.visitor.words()[:400]
    assert birth.visitor.words().count("Tệp 1") == 1
    assert "Tệp 2" not in birth.visitor.words()
    assert "2 trang" in birth.visitor.words()
    pdf = birth.visitor.open(found(rf'href="(/nop/{draft_id}/giay-to/[0-9a-f-]+/)"', birth.visitor.text))
    assert pdf.content[:5] == b"%PDF-"


def test_complaint_2_a_session_that_ends_mid_form_keeps_the_page(people: People) -> None:
    birth = filing(people, PARENT, BIRTH)
    draft_id = birth.begin(BIRTH)
    visitor = birth.visitor
    visitor.open(f"/nop/{draft_id}/tre/")
    form = visitor.forms()[-1]
    page = visitor.path
    visitor.http.cookies.delete(SESSION)
    visitor.send(form, {"child-full_name": "Trần Bé Giữ Lại"})
    assert visitor.path == "/dang-nhap/"
    visitor.send(visitor.form_with("login"), {"login": PARENT, "password": people.secrets["password"]})
    assert visitor.path == page
    assert 'value="Trần Bé Giữ Lại"' in visitor.text
    assert "Đã giữ lại trang của bạn" in visitor.words()


def test_a_session_that_ends_at_the_declaration_keeps_the_choices(people: People) -> None:
    paper = filing(people, STRANGER, MARITAL_STATUS)
    draft_id = paper.begin(MARITAL_STATUS)
    paper.answer_all(photos.png("giấy tờ"))
    visitor = paper.visitor
    form = visitor.form_with("declared")
    visitor.http.cookies.delete(SESSION)
    visitor.send(form, {"declared": "yes", "return_method": "counter"})
    assert visitor.path == "/dang-nhap/"
    visitor.send(visitor.form_with("login"), {"login": STRANGER, "password": people.secrets["password"]})
    assert visitor.path == f"/ho-so/gui/{draft_id}/"
    kept = visitor.form_with("declared").fields
    assert (kept["declared"], kept["return_method"]) == (["yes"], ["counter"])
    assert "Đã giữ lại trang của bạn" in visitor.words()


def test_an_undeclared_filing_is_not_sent(people: People) -> None:
    paper = filing(people, STRANGER, MARITAL_STATUS)
    draft_id = paper.begin(MARITAL_STATUS)
    paper.answer_all(photos.png("giấy tờ"))
    answer = paper.visitor.send(paper.visitor.form_with("declared"), {"return_method": "counter"})
    assert (answer.status_code, paper.visitor.path) == (422, f"/ho-so/gui/{draft_id}/")
    assert "<title>Lỗi: " in paper.visitor.text
    assert paper.visitor.form_with("declared").fields["return_method"] == ["counter"]
    paper.visitor.open("/ho-so/")
    assert f"/nop/{draft_id}/" in paper.visitor.text


def test_filing_twice_is_filing_once(people: People) -> None:
    paper = filing(people, STRANGER, MARITAL_STATUS)
    paper.begin(MARITAL_STATUS)
    paper.answer_all(photos.png("giấy tờ"))
    page, form = paper.visitor.page, paper.visitor.form_with("declared")
    first = paper.declare()
    paper.visitor.page = page
    paper.visitor.send(form, {"declared": "yes", "return_method": "online"})
    assert paper.visitor.path == f"/ho-so/{first}/da-nop/"


def test_a_dossier_is_withdrawn_once(people: People) -> None:
    paper = filing(people, STRANGER, MARITAL_STATUS)
    paper.begin(MARITAL_STATUS)
    paper.answer_all(photos.png("giấy tờ"))
    dossier_id = paper.declare()
    visitor = paper.visitor
    visitor.open(f"/ho-so/{dossier_id}/rut/")
    assert "không hoàn tác được" in visitor.words()
    visitor.send(visitor.form_with("reason"), {"reason": "Chưa cần nữa"})
    assert visitor.path == f"/ho-so/{dossier_id}/"
    assert "Đã rút hồ sơ" in visitor.words()
    visitor.open(f"/ho-so/{dossier_id}/rut/")
    assert "Không rút được hồ sơ này nữa" in visitor.words()
    assert all("reason" not in form.fields for form in visitor.forms())
