"""A ward certifies two to three hundred copies a day (facts/ux (e) 23): line after line from the keyboard, one signature."""

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import People
from tests.journeys.test_counter_keys import CountedKeys
from tests.journeys.test_in_chromium import signed_in

pytestmark = pytest.mark.browser
CLERK, LEADER = "long-chau.mot-cua", "long-chau.chu-tich"
LAN = "086195000073|330000001|Nguyễn Thị Lan Mẫu|12031995|Nữ|Số 1 đường Minh Họa, phường Long Châu|01012021"
NAM = "086092000074"
PAPERS = (("Bằng tốt nghiệp đại học", "1", "3"), ("Bảng điểm", "4", "2"), ("Thẻ căn cước", "", ""))


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_complaint_23_a_flood_of_copies_is_entered_by_keyboard_and_signed_once(
    browser: Browser, people: People, scripts: bool
) -> None:
    context = signed_in(browser, people, CLERK, scripts=scripts)
    page = context.new_page()
    page.goto(f"{people.address}/can-bo/chung-thuc/")
    keys = CountedKeys(page)
    keys.settle()

    assert keys.here() == "requester"
    keys.type(LAN)
    keys.go("Enter")
    for title, pages, copies in PAPERS:
        assert keys.here() == "title"
        keys.type(title)
        if pages:
            keys.press("Tab")
            keys.type(pages)
            keys.press("Tab")
            keys.type(copies)
        keys.go("Enter")
    # Nobody types "next": an empty line is enough, and a card may be scanned into the box of the paper.
    keys.go("Enter")
    assert keys.here() == "requester"
    keys.type(NAM)
    keys.go("Enter")
    keys.type("Giấy khai sinh")
    keys.go("Enter")
    assert "Trong lô: 4 dòng" in page.inner_text("main")
    # At most three keys a line besides its text, and two a person.
    assert keys.pressed <= 3 * 4 + 2 * 2, f"{keys.pressed} keys"
    if scripts:
        keys.press("Escape")
        page.evaluate("document.activeElement.blur()")
        keys.go("k")
    else:
        keys.access_key("k")

    assert "Chờ ký" in page.inner_text("main")
    batch = page.url
    numbers = _sign(people, batch)
    page.goto(batch)
    assert "Đã ký" in page.inner_text("main")
    assert numbers == list(range(numbers[0], numbers[0] + 4)), "numbers follow each other without a gap"
    page.click("button[name=tra]")
    assert page.inner_text("main").count("Đã trả kết quả") == 2
    page.goto(f"{people.address}/can-bo/so-chung-thuc/")
    assert all(f"{number}/" in page.inner_text("main") for number in numbers)
    context.close()


def _sign(people: People, batch: str) -> list[int]:
    leader = people.sign_in(LEADER)
    leader.open("/can-bo/chung-thuc/")
    path = batch.removeprefix(people.address)
    assert path in leader.text
    leader.open(path)
    form = next(form for form in leader.forms() if any(name == "ky" for name, _ in form.buttons))
    answer = leader.send(form, {"ky": "1", "nguoi": re.findall(r'name="nguoi" value="([^"]+)"', leader.text)})
    assert answer.status_code == 200, leader.words()[:300]
    return [int(number) for number in re.findall(r"<strong>(\d+)/\d{4}</strong>", leader.text)]
