"""What belongs to one person is not there for another, and the attempt leaves no trace of a read."""

import re

import httpx
import pytest

from tests.journeys import photos
from tests.journeys.people import BIRTH, COMPANY_USER, PARENT, Filing, People, carry, found
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def returned(people: People) -> str:
    """A birth of the parent with its result in the vault."""
    birth = Filing(people.sign_in(PARENT), people.answers(BIRTH))
    birth.begin(BIRTH)
    birth.answer_all(photos.png("giấy chứng sinh"))
    dossier_id = birth.declare()
    carry(people, dossier_id)

    def is_there() -> bool:
        birth.visitor.open(f"/ho-so/{dossier_id}/")
        return "Mở trong kho" in birth.visitor.words() and "/giay/" in birth.visitor.text

    wait_until(is_there, what="no result came")
    return dossier_id


def addresses_of(people: People, dossier_id: str) -> list[str]:
    """Every address of the dossier, its draft's, its files', its vault item's."""
    parent = people.sign_in(PARENT)
    parent.open(f"/ho-so/{dossier_id}/")
    linked = re.findall(r'href="((?:/ho-so/[0-9a-f-]{36}|/kho/[0-9a-f-]{36})/[^"]*)"', parent.text)
    item = found(r'href="(/kho/[0-9a-f-]{36}/)"', parent.text)
    draft = Filing(parent, people.answers(BIRTH))
    draft_id = draft.begin(BIRTH)
    own = [f"/ho-so/{dossier_id}/", f"/ho-so/{dossier_id}/da-nop/", f"/ho-so/{dossier_id}/rut/"]
    drafts = [f"/nop/{draft_id}/", f"/nop/{draft_id}/kiem-tra/", f"/nop/{draft_id}/giay-to/", f"/ho-so/gui/{draft_id}/"]
    return sorted({*own, *linked, *drafts, item, f"{item}tai-ve/", f"/api/v1/dossiers/{dossier_id}"})


def reads(people: People) -> int:
    """How many readings the parent is shown, once the readings of what they did before have all come."""
    parent, shown = people.sign_in(PARENT), [-1]

    def has_settled() -> bool:
        parent.open("/kho/ai-da-xem/?tat-ca")
        shown.append(parent.text.count("<tr"))
        return shown[-1] == shown[-2]

    wait_until(has_settled, every=2, what="readings go on and on")
    return shown[-1]


def test_a_result_is_shown_with_its_signatures_in_words(people: People, returned: str) -> None:
    parent = people.sign_in(PARENT)
    parent.open(f"/ho-so/{returned}/")
    assert "Chữ ký hợp lệ, tài liệu không bị sửa đổi" in parent.words()
    assert "Đã vào kho giấy tờ của bạn" in parent.words()
    assert parent.open(f"/ho-so/{returned}/ket-qua.pdf").content[:5] == b"%PDF-"


def test_a_stranger_finds_nothing_and_nothing_is_logged(people: People, returned: str) -> None:
    addresses = addresses_of(people, returned)
    kinds = ("ket-qua.pdf", "/giay/", "/tep/", "/kho/", "/nop/", "/rut/", "/da-nop/", "/api/")
    assert [kind for kind in kinds if not any(kind in one for one in addresses)] == []
    before = reads(people)
    stranger = people.sign_in(COMPANY_USER)
    answers = {one: stranger.open(one).status_code for one in addresses}
    assert answers == dict.fromkeys(addresses, 404)
    stranger.open("/")
    token = found(r'name="csrfmiddlewaretoken" value="([^"]+)"', stranger.open("/tra-cuu/").text)
    refused = stranger.http.post(
        f"/ho-so/{returned}/rut/",
        data={"csrfmiddlewaretoken": token, "reason": ""},
        headers={"Referer": f"{people.address}/"},
    )
    assert refused.status_code == 404
    assert reads(people) == before


def test_nobody_signed_in_is_asked_to_sign_in(people: People, returned: str) -> None:
    pages = [one for one in addresses_of(people, returned) if not one.startswith("/api/")]
    with httpx.Client(base_url=people.address) as anybody:
        for one in pages:
            answer = anybody.get(one)
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/dang-nhap/"), one
        assert anybody.get(f"/api/v1/dossiers/{returned}").status_code in {401, 403, 404}


def test_the_qr_of_the_confirmation_tells_the_state_and_no_name(people: People, returned: str) -> None:
    parent = people.sign_in(PARENT)
    parent.open(f"/ho-so/{returned}/da-nop/")
    link = found(r'href="[^"]*(/tra-cuu/[A-Za-z0-9_-]{22}/)"', parent.text)
    with httpx.Client(base_url=people.address) as anybody:
        page = anybody.get(link).text
    assert "Đã trả kết quả" in page
    assert "Lan Mẫu" not in page
    assert "086195000073" not in page
