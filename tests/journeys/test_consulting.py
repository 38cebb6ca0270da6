"""A building permit goes round: three agencies are asked, one answers, nobody sees more than what was shared."""

import copy
import re

import pytest

from tests.journeys.people import People
from tinhso.lab.demo.filing import answer_all, file_online
from tinhso.lab.demo.visitor import Visitor

pytestmark = pytest.mark.browser
PERMIT = "1.013225"
OWNER, DESK, BUILDER = "tam.vi-du", "tra-on.mot-cua", "tra-on.xay-dung"
CONSTRUCTION, JUSTICE, POLICE = "sxd.ha-tang", "stp.ho-tich", "cat.phong-chay"
AGENCIES = ("Sở Xây dựng", "Sở Tư pháp", "Công an tỉnh")
_QUESTION = re.compile(r"/can-bo/y-kien/([0-9a-f-]{36})/")


def press(officer: Visitor, dossier: str, outcome: str) -> None:
    officer.open(f"/can-bo/ho-so/{dossier}/")
    form = next(form for form in officer.forms() if ("outcome", outcome) in form.buttons)
    assert officer.send(form, {"outcome": outcome}).status_code == 200


def filed_permit(people: People) -> str:
    answers = copy.deepcopy(people.answers(PERMIT))
    answers["site"] |= {"adjoining": False, "fire_review": True}
    dossier = file_online(people.sign_in(OWNER), PERMIT, answers).dossier
    press(people.sign_in(DESK), dossier, "accepted")
    return dossier


def test_complaint_7_who_has_it_and_whose_opinion_is_waited_for_is_seen_at_every_moment(people: People) -> None:
    dossier = filed_permit(people)
    builder = people.sign_in(BUILDER)
    builder.open(f"/can-bo/ho-so/{dossier}/lay-y-kien/")
    by_name = {name: key for key, name in re.findall(r'<option value="([0-9a-f-]{36})"[^>]*>([^<]+)', builder.text)}
    chosen = [next(key for name, key in by_name.items() if name.startswith(agency)) for agency in AGENCIES]
    files = re.findall(r'name="files" type="checkbox" value="([^"]+)"', builder.text)
    asked: dict[str, str | list[str]] = {
        **{f"agency_{number}": key for number, key in enumerate(chosen, start=1)},
        "text": "Đề nghị cho ý kiến về ranh quy hoạch của thửa đất.",
        "files": files[:1],
        "gui": "1",
    }
    # Three working days in one agency and three hundred in another: told at sending, sent with a reason.
    late = builder.send(builder.form_with("agency_1"), {**asked, "term_3": "300"})
    assert late.status_code == 422
    assert "muộn hơn hẹn trả của hồ sơ" in builder.words()
    builder.send(builder.form_with("agency_1"), {**asked, "term_3": "300", "past_due_reason": "Phải đo đạc lại."})
    assert builder.path == f"/can-bo/ho-so/{dossier}/"

    citizen = people.sign_in(OWNER)
    citizen.open(f"/ho-so/{dossier}/")
    assert "Đang chờ ý kiến của: Sở Xây dựng tỉnh Vĩnh Long, Sở Tư pháp tỉnh Vĩnh Long" in citizen.words()

    construction = people.sign_in(CONSTRUCTION)
    construction.open("/can-bo/y-kien/")
    match = _QUESTION.search(construction.text)
    assert match is not None
    page = f"/can-bo/y-kien/{match.group(1)}/"
    construction.open(page)
    assert construction.page is not None
    assert "Đặng Văn Tám Ví Dụ" not in construction.text
    assert construction.open(f"{page}tep/{files[0]}/").status_code == 200
    closed = [f"{page}tep/{files[1]}/", f"/can-bo/ho-so/{dossier}/", f"/can-bo/ho-so/{dossier}/tep/{files[0]}/"]
    assert [construction.open(path).status_code for path in closed] == [404, 404, 404]
    stranger = people.sign_in("phuoc-hau.xay-dung")
    assert stranger.open(page).status_code == 404

    construction.open(page)
    construction.send(
        construction.form_with("answer"), {"answer": "objected", "opinion": "Trong chỉ giới đường.", "how": "ky-so"}
    )
    assert "Đã gửi ý kiến" in construction.words()
    builder.open(f"/can-bo/ho-so/{dossier}/")
    told = builder.words()
    assert "Sở Xây dựng tỉnh Vĩnh Long Không đồng ý" in told
    assert "Công an tỉnh Vĩnh Long Chờ trả lời" in told
    letter = builder.open(f"{page}van-ban.pdf")
    assert letter.content.startswith(b"%PDF")


def test_the_process_asks_by_itself_and_goes_on_when_all_have_answered(people: People) -> None:
    dossier = filed_permit(people)
    builder = people.sign_in(BUILDER)
    press(builder, dossier, "needs_opinion")
    builder.open(f"/can-bo/ho-so/{dossier}/")
    assert "Bước này do vị trí khác xử lý" in builder.words()
    questions = _QUESTION.findall(builder.text)

    for who in (CONSTRUCTION, POLICE):
        officer = people.sign_in(who)
        for question in dict.fromkeys(questions):
            if officer.open(f"/can-bo/y-kien/{question}/").status_code == 200:
                officer.send(officer.form_with("answer"), {"answer": "agreed", "opinion": "", "how": "khong"})
                assert "Đã gửi ý kiến" in officer.words()

    builder.open(f"/can-bo/ho-so/{dossier}/")
    assert "Kiểm tra thực địa, dự thảo giấy phép" in builder.words()


def test_complaint_5_one_form_files_what_a_newborn_needs_under_one_number(people: People) -> None:
    citizen = people.sign_in("lan.mau")
    citizen.open("/ho-so/nop/1.001193/")
    citizen.send(citizen.form_with("agency"))
    answer_all(citizen, people.answers("1.001193"))
    assert "Bộ hồ sơ “Có con”" in citizen.words()
    citizen.send(citizen.form_with("declared"), {"declared": "yes", "return_method": "online", "bundle": "co-con"})
    assert citizen.path.startswith("/ho-so/bo/")
    code = re.search(r"\S+-LT\d{4}", citizen.words())
    assert code is not None

    anybody = Visitor(people.address)
    anybody.open("/tra-cuu/")
    anybody.send(anybody.form_with("last_four"), {"code": code.group(0), "last_four": "0073"})
    told = anybody.words()
    assert told.count("Đã nộp, chờ tiếp nhận") >= 2
    assert "Lan Mẫu" not in told
