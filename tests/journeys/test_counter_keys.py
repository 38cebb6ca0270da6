"""At the counter without a mouse: from the officer's home page to the printed receipt in at most 25 key presses besides
what is typed or scanned (facts/ux: counter intake by keyboard).
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import BIRTH, People
from tests.journeys.test_in_chromium import signed_in

pytestmark = pytest.mark.browser
CLERK = "long-chau.mot-cua"
BUDGET = 25
# The mother's card as its QR says it: a scanner types it and ends with Enter.
CARD = "086195000073|330000001|Nguyễn Thị Lan Mẫu|12031995|Nữ|Số 1 đường Minh Họa, phường Long Châu|01012021"


class CountedKeys:
    """Two hands at a keyboard; every key that is not a letter of the text counts, a chord as one."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def go(self, key: str) -> None:
        """A key that leads to the next page."""
        with self.page.expect_navigation():
            self.press(key)
        self.settle()

    def settle(self) -> None:
        """The browser moves the cursor to its box shortly after the page is loaded; a hand is slower than that, a test is not."""
        self.page.wait_for_function(
            "!document.querySelector('[autofocus]') || document.activeElement !== document.body"
        )

    def access_key(self, key: str) -> None:
        """Alt and a key, as a keyboard sends it: Playwright's own chord leaves out the letter that the browser looks at."""
        self.pressed += 1
        devtools = self.page.context.new_cdp_session(self.page)
        stroke = {"modifiers": 1, "key": key, "text": key, "unmodifiedText": key}
        with self.page.expect_navigation():
            devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **stroke})
            devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **stroke})
        self.settle()

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def choose_by_letters(self, text: str) -> None:
        """In a drop-down list the letters of a word choose it."""
        self.page.keyboard.type(text, delay=5)

    def here(self) -> str:
        """The name of the box in focus."""
        name: str = self.page.evaluate("document.activeElement.name ?? ''")
        return name


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_a_birth_is_received_in_25_keys(browser: Browser, people: People, scripts: bool) -> None:
    context = signed_in(browser, people, CLERK, scripts=scripts)
    page = context.new_page()
    page.goto(f"{people.address}/can-bo/")
    keys = CountedKeys(page)
    child: dict[str, Any] = people.answers(BIRTH)["child"]

    keys.go("n") if scripts else keys.access_key("n")
    assert keys.here() == "number"
    keys.type(CARD)
    keys.go("Enter")
    assert keys.here() == "procedure"
    keys.type("khai sinh")
    keys.go("Enter")
    # Several procedures are called so: the best match is chosen already.
    assert keys.here() == "code"
    keys.go("Enter")
    _answer(keys, child)
    keys.go("Enter")
    assert page.locator(".ts-ready").inner_text().startswith("Tờ khai đủ"), page.inner_text("main")
    assert keys.here() == "nhan"
    keys.go("Enter")
    assert page.locator("h1").inner_text() == "Đã tiếp nhận"
    with page.expect_download() as receipt:
        keys.press("Enter")

    assert receipt.value.path().read_bytes().startswith(b"%PDF-")
    assert keys.pressed <= BUDGET, f"{keys.pressed} keys"
    context.close()


def _answer(keys: CountedKeys, child: dict[str, Any]) -> None:
    """The questions that no register answers, from the box that has the focus; papers are counted as asked."""
    keys.choose_by_letters("M")  # relation: mother
    keys.press("Tab")
    keys.press("Space")  # situation: ordinary
    keys.press("Tab")
    keys.press("Space")  # the parents are married
    keys.press("Tab")  # copies: none
    keys.press("Tab")
    keys.type(child["full_name"])
    keys.press("Tab")
    day = child["born_on"].split("-")
    keys.type("".join(reversed(day)))
    keys.press("Tab")
    keys.press("ArrowDown")  # sex: the second of the two
    keys.press("Tab")
    keys.choose_by_letters("Kinh")
    keys.press("Tab")
    keys.type(child["birth_place"])
    keys.press("Tab")
    keys.press("Space")  # birth proof: the birth notice
    keys.press("Tab")
    keys.press("Tab")
    keys.type("long chau")
