"""What the state holds it does not ask for, what it prints nobody prints again, and whoever looks is seen (facts/ux (e))."""

import re

import pytest
import yaml

from tests.browser.server import ROOT
from tests.journeys.people import MARITAL_STATUS, PARENT, People, carry, found
from tests.waiting import wait_until
from tinhso.lab.demo.filing import answer_all, file_online
from tinhso.lab.demo.visitor import Visitor

pytestmark = pytest.mark.browser
CLERK, REGISTRAR = "long-chau.mot-cua", "long-chau.ho-tich"
CONFIRMATION = "Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó"
FORM = "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân"
NUMBER = "086092000074"


def _answers(people: People, **changes: object) -> dict[str, object]:
    return {**people.answers(MARITAL_STATUS), **changes}


@pytest.fixture(scope="module")
def confirmed(people: People) -> str:
    """A statement of marital status of the parent, filed online, its result in the vault."""
    parent = people.sign_in(PARENT)
    filed = file_online(parent, MARITAL_STATUS, _answers(people))
    carry(people, filed.dossier)

    def is_there() -> bool:
        parent.open(f"/ho-so/{filed.dossier}/")
        return "Mở trong kho" in parent.words()

    wait_until(is_there, what="no result came")
    return filed.dossier


def test_complaint_3_our_own_form_is_never_printed_signed_and_scanned(people: People, confirmed: str) -> None:
    parent = people.sign_in(PARENT)
    parent.open(f"/ho-so/nop/{MARITAL_STATUS}/")
    parent.send(parent.form_with("agency"))
    asked: list[str] = []
    answer_all(parent, _answers(people), asked=asked)
    clerk = people.sign_in(CLERK)
    clerk.open(f"/can-bo/ho-so/{confirmed}/")

    # The counter alone takes the form on paper: online it is nowhere asked for, and the declaration needs one tick.
    assert [words for words in asked if FORM in words] == []
    assert not re.search(r"in ra|bản scan|ký rồi chụp", " ".join([*asked, parent.words()]).lower())
    assert [name for name in parent.form_with("declared").fields if "tep" in name or "file" in name] == []
    # The officer reads the answers themselves, not a picture of them.
    assert "Nguyễn Thị Lan Mẫu" in clerk.words()
    assert FORM not in clerk.words()


def test_complaint_13_what_the_vault_holds_is_offered_and_no_officer_can_demand_it(
    people: People, confirmed: str
) -> None:
    parent = people.sign_in(PARENT)
    parent.open(f"/ho-so/nop/{MARITAL_STATUS}/")
    parent.send(parent.form_with("agency"))
    asked: list[str] = []
    answer_all(parent, _answers(people, reissue=True), asked=asked)
    parent.send(parent.form_with("declared"), {"declared": "yes", "return_method": "online"})
    dossier = found(r"/ho-so/([0-9a-f-]{36})/", parent.path)
    parent.open(f"/ho-so/{dossier}/")

    assert [words for words in asked if CONFIRMATION in words] == []
    assert "Lấy từ kho giấy tờ của bạn" in parent.words()

    clerk = people.sign_in(CLERK)
    clerk.open(f"/can-bo/ho-so/{dossier}/yeu-cau-bo-sung/")
    wanted = {"about": ["c:old_confirmation"], "ask": ["Nộp lại giấy xác nhận cũ."], "reason": ["Cần bản chính."]}
    refused = clerk.send(clerk.form_with("about"), {**wanted, "gui": "1"})
    assert refused.status_code in (409, 422)
    assert "ghi rõ vì sao bản trong kho không dùng được; lần yêu cầu này được thống kê" in clerk.words()
    parent.open(f"/ho-so/{dossier}/")
    assert "Nộp lại giấy xác nhận cũ." not in parent.words()


def test_complaint_14_the_desk_looks_a_person_up_instead_of_copying_the_card_and_the_look_is_logged(
    people: People,
) -> None:
    clerk, registrar, person = people.sign_in(CLERK), people.sign_in(REGISTRAR), people.sign_in("nam.mau")
    person.open("/kho/ai-da-xem/")
    before = person.text.count("<tr")

    clerk.open("/can-bo/tiep-nhan/")
    clerk.send(clerk.form_with("number"), {"number": NUMBER, "procedure": MARITAL_STATUS})
    person.open("/kho/ai-da-xem/")

    assert "Trần Văn Nam" in clerk.words()
    assert person.text.count("<tr") > before
    # Who does not sit at a desk has no look-up, and nobody's procedure asks for a copy of the card.
    assert registrar.open("/can-bo/tiep-nhan/").status_code == 403
    assert _procedures_that_demand_a_copy_of_the_card() == []


def _procedures_that_demand_a_copy_of_the_card() -> list[str]:
    found_codes = []
    for path in sorted((ROOT / "definitions" / "procedures").glob("*/*/procedure.yaml")):
        body = yaml.safe_load(path.read_text("utf-8"))
        for component in body.get("components", ()):
            is_card = re.search(r"căn cước|chứng minh nhân dân|tùy thân", component["title"].lower())
            # By post nobody can show the card: there the law itself asks for a certified copy.
            by_post = (component.get("required_when") or {}).get("channel") == "postal"
            if is_card and component.get("copies") and not component.get("shown_only") and not by_post:
                found_codes.append(f"{body['code']}: {component['title']}")
    return found_codes


def test_complaint_19_the_person_consents_by_purpose_withdraws_and_objects_to_a_reading(
    people: People, confirmed: str
) -> None:
    parent = people.sign_in(PARENT)
    _say(parent, "give")
    given = parent.words()
    _say(parent, "withdraw")
    withdrawn = parent.words()

    assert "Mỗi đồng ý chỉ cho một mục đích và một phiên bản nội dung" in given
    assert "Bạn đồng ý lúc" in given
    assert "Bạn rút đồng ý lúc" in withdrawn

    parent.open("/kho/ai-da-xem/")
    assert "Cán bộ tiếp nhận" in parent.words()
    reading = found(r"/kho/ai-da-xem/([0-9a-f-]{36})/", parent.text)
    parent.open(f"/kho/ai-da-xem/{reading}/")
    parent.send(parent.form_with("reason"), {"reason": "Tôi muốn biết vì sao."})
    assert "Đã gửi phản đối" in parent.words()


def _say(person: Visitor, what: str) -> None:
    """Press the button of the first purpose, the other one first where it stands so already."""
    person.open("/dong-y/")
    form = next((form for form in person.forms() if (what, "1") in form.buttons), None)
    if form is None:
        other = "withdraw" if what == "give" else "give"
        person.send(next(form for form in person.forms() if (other, "1") in form.buttons), {other: "1"})
        form = next(form for form in person.forms() if (what, "1") in form.buttons)
    person.send(form, {what: "1"})
