"""What goes back and forth between an office and an applicant: a return with reasons, one complete list, an apology."""

import re
from datetime import timedelta

import pytest

from tests.journeys import photos
from tests.journeys.people import BIRTH, PARENT, Filing, People
from tests.waiting import wait_until
from tinhso.kernel.clock import today
from tinhso.lab.demo.visitor import Visitor

pytestmark = pytest.mark.browser
CLERK, REGISTRAR, LEADER = "long-chau.mot-cua", "long-chau.ho-tich", "long-chau.chu-tich"
BLURRED = "Giấy chứng sinh chụp mờ, không đọc được ngày sinh."
AGAIN = "Chụp lại cả trang, đủ sáng."


def filed(people: People) -> str:
    birth = Filing(people.sign_in(PARENT), people.answers(BIRTH))
    birth.begin(BIRTH)
    birth.answer_all(photos.png("giấy chứng sinh"))
    return birth.declare()


def task_of(officer: Visitor, dossier: str) -> str:
    officer.open(f"/can-bo/ho-so/{dossier}/")
    match = re.search(r"/can-bo/viec/([0-9a-f-]{36})/", officer.text)
    assert match is not None
    return match.group(1)


def accepted(people: People) -> str:
    dossier = filed(people)
    clerk = people.sign_in(CLERK)
    clerk.open(f"/can-bo/ho-so/{dossier}/")
    form = next(form for form in clerk.forms() if ("outcome", "accepted") in form.buttons)
    assert clerk.send(form, {"outcome": "accepted"}).status_code == 200
    return dossier


def test_complaint_1_a_return_names_every_reason_and_nobody_says_the_file_is_empty(people: People) -> None:
    dossier = filed(people)
    citizen = people.sign_in(PARENT)
    citizen.open(f"/ho-so/{dossier}/da-nop/")
    # The platform has opened the file itself: pages and size stand on the receipt of the upload.
    assert re.search(r"1 trang, \d+ kB", citizen.words())

    clerk = people.sign_in(CLERK)
    task = task_of(clerk, dossier)
    assert re.search(r"1 trang", clerk.words())
    page = f"/can-bo/viec/{task}/tu-choi/"
    for reason in ({"text": ["", ""], "remedy": ["", ""]}, {"text": [BLURRED, ""], "remedy": ["", ""]}):
        clerk.open(page)
        answer = clerk.send(clerk.form_with("remedy"), {"component": ["birth_notice", ""], **reason, "gui": "1"})
        assert answer.status_code == 422
    citizen.open(f"/ho-so/{dossier}/")
    assert "Đã nộp, chờ tiếp nhận" in citizen.words()

    clerk.open(page)
    given: dict[str, str | list[str]] = {
        "component": ["birth_notice", ""],
        "text": [BLURRED, ""],
        "remedy": [AGAIN, ""],
    }
    assert clerk.send(clerk.form_with("remedy"), {**given, "gui": "1"}).status_code == 200
    citizen.open(f"/ho-so/{dossier}/")
    told = citizen.words()
    assert "Vì sao hồ sơ chưa được tiếp nhận" in told
    assert "Giấy chứng sinh" in told
    assert BLURRED in told
    assert f"Cách khắc phục: {AGAIN}" in told

    def letter_is_there() -> bool:
        citizen.open(f"/ho-so/{dossier}/")
        return "Phiếu từ chối tiếp nhận giải quyết hồ sơ (PDF)" in citizen.words()

    wait_until(letter_is_there, what="the letter of refusal")


def test_complaint_10_the_first_request_lists_everything_and_a_second_needs_the_head(people: People) -> None:
    dossier = accepted(people)
    officer, citizen = people.sign_in(REGISTRAR), people.sign_in(PARENT)
    page = f"/can-bo/ho-so/{dossier}/yeu-cau-bo-sung/"
    officer.open(page)
    # What may be asked for is what the applicant was told to hand in, in the same words.
    title = "Giấy chứng sinh, hoặc văn bản của người làm chứng"
    assert title in officer.words()
    citizen.open(f"/thu-tuc/{BIRTH}/")
    assert title in citizen.words()
    asked: dict[str, str | list[str]] = {
        "about": ["", ""],
        "ask": ["Ghi lại nơi sinh theo giấy chứng sinh.", "Nộp bản chụp rõ."],
        "reason": ["Nơi sinh ghi khác giấy chứng sinh.", "Bản đã nộp mờ."],
    }
    officer.open(page)
    officer.send(officer.form_with("ask"), {**asked, "xem": "1"})
    officer.send(officer.form_with("ask"), {**asked, "gui": "1"})
    citizen.open(f"/ho-so/{dossier}/bo-sung/")
    told = citizen.words()
    for words in (*asked["ask"], *asked["reason"]):
        assert words in told
    citizen.open(f"/ho-so/{dossier}/")
    assert "Cần bạn bổ sung" in citizen.words()
    # One request at a time: the office cannot send a second list while the first is open.
    officer.open(page)
    officer.send(officer.form_with("ask"), {**asked, "xem": "1"})
    assert officer.send(officer.form_with("ask"), {**asked, "gui": "1"}).status_code == 409
    officer.open(f"/can-bo/ho-so/{dossier}/")
    assert officer.words().count("Yêu cầu bổ sung, hoàn thiện hồ sơ (2 nội dung).") == 1


def test_complaint_25_who_is_late_apologises_in_writing_with_a_new_date(people: People) -> None:
    dossier = accepted(people)
    officer, leader, citizen = people.sign_in(REGISTRAR), people.sign_in(LEADER), people.sign_in(PARENT)
    page = f"/can-bo/ho-so/{dossier}/gia-han/"
    reason = "Chờ nơi sinh xác nhận lại thông tin."
    officer.open(page)
    assert "Văn bản xin lỗi phải gửi chậm nhất" in officer.words() or "Đã quá hạn xin lỗi" in officer.words()
    for days in range(7, 21):
        day = today() + timedelta(days=days)
        typed = {"new_due_on-day": str(day.day), "new_due_on-month": str(day.month), "new_due_on-year": str(day.year)}
        officer.open(page)
        if officer.send(officer.form_with("new_due_on-day"), {**typed, "reason": reason}).status_code == 200:
            break
    leader.open(page)
    assert reason in leader.words()
    form = next(form for form in leader.forms() if ("ky", "1") in form.buttons)
    assert leader.send(form, {"ky": "1"}).status_code == 200
    citizen.open(f"/ho-so/{dossier}/")
    told = citizen.words()
    assert f"{day:%d/%m/%Y}" in told
    assert "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (PDF)" in told
