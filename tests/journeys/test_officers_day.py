"""An officer's morning: without a mouse from sign-in to a bulk act; many systems, many codes (facts/ux (e) 21, 22)."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import BIRTH, MARITAL_STATUS, PARENT, STRANGER, People
from tests.journeys.test_counter_keys import CountedKeys
from tests.journeys.test_in_chromium import Keyboard, signed_in
from tinhso.lab.demo.filing import FiledOnline, file_online
from tinhso.lab.demo.visitor import TOTP_SECONDS, Visitor, totp

pytestmark = pytest.mark.browser
# An officer whom no other journey signs in: a code of the second factor is good once.
EARLY, CLERK, REGISTRAR, LEADER = "long-chau.mot-cua-2", "long-chau.mot-cua", "long-chau.ho-tich", "long-chau.chu-tich"
VIEW = "Trẻ mới sinh"


@pytest.fixture(scope="module")
def births(people: People) -> list[str]:
    """Codes of births that wait at the desk."""
    return [_birth(people).code for _ in range(3)]


def _birth(people: People) -> FiledOnline:
    return file_online(people.sign_in(PARENT), BIRTH, people.answers(BIRTH))


def _sign_in(page: Page, people: People) -> None:
    """Name, password and code, as they are typed."""
    keys = Keyboard(page, {})
    page.goto(f"{people.address}/dang-nhap/can-bo/?next=/can-bo/")
    keys.reach("#login")
    page.keyboard.insert_text(EARLY)
    keys.reach("#password")
    page.keyboard.insert_text(people.secrets["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(2):
        if page.url.removeprefix(people.address) == "/can-bo/":
            return
        keys.reach("#code")
        page.keyboard.insert_text(totp(people.secrets["totp_secret"], time.time()))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if "/dang-nhap" in page.url:
            time.sleep(TOTP_SECONDS - time.time() % TOTP_SECONDS)


def test_a_morning_without_a_mouse(browser: Browser, people: People, births: list[str]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    tab, keys = Keyboard(page, {}), CountedKeys(page)

    _sign_in(page, people)
    assert page.locator("h1").inner_text().startswith("Việc hôm nay")
    tab.press('nav a[href="/can-bo/ho-so/"]')

    # The own list is kept under a name and opened by it.
    keys.press("/")
    keys.type("mẫu")
    keys.go("Enter")
    tab.press('a[href^="/can-bo/ho-so/danh-sach/"]')
    tab.reach("#title")
    keys.type(VIEW)
    keys.go("Enter")
    tab.press('nav[aria-label="Danh sách đã lưu"] li a')
    assert page.locator("nav[aria-label='Danh sách đã lưu'] a[aria-current]").inner_text() == VIEW

    # The first dossier, its neighbour, back; papers beside the facts.
    keys.go("j")
    first = page.locator(".govuk-caption-m").first.inner_text()
    keys.go("j")
    assert page.locator(".govuk-caption-m").first.inner_text() != first
    keys.go("k")
    assert page.locator(".govuk-caption-m").first.inner_text() == first
    facts, papers = (page.locator(part).bounding_box() for part in (".ts-desk__facts", ".ts-desk__papers"))
    assert facts is not None
    assert papers is not None
    assert (abs(facts["y"] - papers["y"]) < 40, papers["x"] >= facts["x"] + facts["width"]) == (True, True)

    # Act: the papers are right, the dossier is accepted, and one is in the list again.
    keys.go("a")
    tab.press('button[name="outcome"][value="accepted"]')
    assert "Đã xong" in page.inner_text("main")
    tab.press("a.govuk-back-link")
    assert first not in page.inner_text("main")

    # Two rows at once.
    keys.press("x")
    keys.press("Space")
    keys.press("x")
    keys.press("Space")
    assert page.locator("input[name=viec]:checked").count() == 2
    tab.press('button[name="kind"][value="take"]')
    assert "Bạn đã nhận 2 việc" in page.inner_text("main")

    # The list of keys is one key away; who does not want single keys has none.
    keys.go("?")
    assert page.locator("h1").inner_text() == "Phím tắt"
    tab.press('button[name="phim"][value="tat"]')
    page.keyboard.press("?")
    assert page.url.endswith("/can-bo/phim-tat/")
    tab.press('nav a[href="/can-bo/ho-so/"]')
    here = page.url
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert page.url == here
    context.close()


def test_the_head_reads_the_morning_by_keyboard(browser: Browser, people: People) -> None:
    context = signed_in(browser, people, LEADER)
    page = context.new_page()
    page.goto(f"{people.address}/can-bo/")
    Keyboard(page, {}).press('main a[href="/can-bo/buoi-sang/"]')
    assert page.locator("h1").inner_text() == "Việc cần người đứng đầu để mắt"
    context.close()


def _accept(people: People, dossier: str) -> None:
    clerk = people.sign_in(CLERK)
    clerk.open(f"/can-bo/ho-so/{dossier}/")
    form = next(one for one in clerk.forms() if ("outcome", "accepted") in one.buttons)
    clerk.send(form, {"outcome": "accepted"})


def _sheet(officer: Visitor) -> dict[str, str]:
    """Box in the system of the sector → what is copied into it."""
    lines = re.findall(r'<th scope="row"[^>]*>([^<]+)</th><td[^>]*><span[^>]*>([^<]*)</span>', officer.text)
    return dict(lines)


def test_complaint_21_every_kind_of_work_is_one_list_and_no_answer_is_typed_again(people: People) -> None:
    birth = _birth(people)
    other = file_online(people.sign_in(STRANGER), MARITAL_STATUS, people.answers(MARITAL_STATUS))
    for dossier in (birth.dossier, other.dossier):
        _accept(people, dossier)
    registrar = people.sign_in(REGISTRAR)
    answers: dict[str, Any] = people.answers(BIRTH)

    registrar.open("/can-bo/ho-so/?xep=newest")
    listed = registrar.words()
    registrar.open(f"/can-bo/ho-so/{birth.dossier}/nhap-tay/")
    sheet = _sheet(registrar)

    # Two procedures of two systems, one queue.
    assert (birth.code in listed, other.code in listed) == (True, True)
    # In the order of the sector's own screens, whole, each with its own button to copy; nothing is left to retype.
    assert list(sheet)[:2] == ["Họ, chữ đệm, tên người được khai sinh", "Ngày, tháng, năm sinh"]
    assert sheet["Họ, chữ đệm, tên người được khai sinh"] == answers["child"]["full_name"]
    assert sheet["Số định danh của mẹ"] == "086195000073"
    assert [label for label, value in sheet.items() if not value and label.startswith("Họ")] == []
    assert registrar.text.count("data-ts-copy=") >= len([value for value in sheet.values() if value])
    # A procedure without another system asks nobody to type anything.
    assert registrar.open(f"/can-bo/ho-so/{other.dossier}/nhap-tay/").status_code == 404


def test_complaint_22_what_the_other_system_does_not_have_yet_is_seen_and_either_code_finds_it(people: People) -> None:
    filed = _birth(people)
    birth, code = filed.dossier, filed.code
    registrar = people.sign_in(REGISTRAR)
    # Before acceptance there is nothing to enter.
    registrar.open("/can-bo/ho-so/?loc=typing")
    assert code not in registrar.words()

    _accept(people, birth)
    registrar.open("/can-bo/ho-so/?loc=typing")
    assert code in registrar.words()
    registrar.open(f"/can-bo/ho-so/{birth}/")
    assert "chưa nhập" in registrar.words()

    elsewhere = f"HT-{code[-4:]}-2026"
    registrar.open(f"/can-bo/ho-so/{birth}/nhap-tay/")
    registrar.send(registrar.form_with("reference"), {"reference": elsewhere})
    registrar.open("/can-bo/ho-so/?loc=typing")
    assert code not in registrar.words()
    for asked in (elsewhere, code):
        registrar.open(f"/can-bo/ho-so/?q={asked}")
        assert code in registrar.words()
    registrar.open(f"/can-bo/ho-so/{birth}/")
    assert f"đã nhập, mã {elsewhere}" in registrar.words()

    # The officer has the own figures without asking the other system.
    assert registrar.open("/can-bo/thong-ke/can-bo/").status_code == 200
    # To the applicant it is one dossier with one code, whatever it is called elsewhere.
    parent = people.sign_in(PARENT)
    parent.open(f"/ho-so/{birth}/")
    assert (code in parent.words(), elsewhere in parent.words()) == (True, False)
