"""One account and one list wherever something was filed (facts/ux (e) 8), and more doors than one app (15)."""

import re

import pytest

from tests.journeys.people import MARITAL_STATUS, PARENT, People
from tinhso.lab.demo.filing import file_online
from tinhso.lab.demo.visitor import Visitor

pytestmark = pytest.mark.browser
CLERK, CARD, SIGNATURE = "long-chau.mot-cua", "086195000073", "2.000884"
CODE = r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}"
TYPED = {
    "van-ban--document-title": "Giấy ủy quyền",
    "van-ban--document-purpose": "Bán xe",
    "van-ban--document-foreign_language": "false",
    "van-ban--documents_count": "1",
    "cach-ky--situation": "signature",
    "cach-ky--away_from_office": "false",
}


@pytest.fixture(scope="module")
def filed(people: People) -> dict[str, str]:
    """Where the same person filed: at home and at the counter; each by its code."""
    parent, clerk = people.sign_in(PARENT), people.sign_in(CLERK)
    online = file_online(parent, MARITAL_STATUS, people.answers(MARITAL_STATUS))
    parent.open(f"/ho-so/{online.dossier}/")
    codes = {"home": re.findall(CODE, parent.words())[0]}
    clerk.open("/can-bo/tiep-nhan/")
    clerk.send(clerk.form_with("number"), {"number": CARD, "procedure": SIGNATURE})
    clerk.send(clerk.form_with("channel"), {**TYPED, "nhan": "1"})
    return {**codes, "counter": re.findall(CODE, clerk.words())[0]}


def test_complaint_8_one_search_one_account_and_one_list_wherever_it_was_filed(
    people: People, filed: dict[str, str]
) -> None:
    stranger, parent = Visitor(people.address), people.sign_in(PARENT)
    stranger.open("/thu-tuc/?q=giay+doc+than")
    assert f"/thu-tuc/{MARITAL_STATUS}/" in stranger.text
    parent.open("/ho-so/")

    assert {where: code in parent.words() for where, code in filed.items()} == {"home": True, "counter": True}


def test_complaint_15_who_lost_the_phone_comes_in_by_another_door_and_follows_a_dossier_without_any(
    people: People, filed: dict[str, str]
) -> None:
    stranger = Visitor(people.address)
    stranger.open("/dang-nhap/")
    doors = stranger.words()
    stranger.open("/dang-nhap/gian-doan/")
    told = stranger.words()
    stranger.open("/tra-cuu/")
    stranger.send(stranger.form_with("last_four"), {"code": filed["counter"], "last_four": CARD[-4:]})

    assert "Mất điện thoại hoặc không mở được ứng dụng định danh" in doors
    assert "cán bộ nộp và nhận kết quả giúp bạn, không cần tài khoản" in doors
    assert "Tra cứu hồ sơ và xem thủ tục vẫn dùng được, không cần đăng nhập" in told
    assert "Chứng thực chữ ký" in stranger.words()
    assert "Nguyễn Thị Lan Mẫu" not in stranger.text
