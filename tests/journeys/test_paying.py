"""Complaint 12: the money left the account, the browser died, and the page says afterwards whether it counted."""

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import PARENT, People, found
from tests.journeys.test_in_chromium import doomed, kill, signed_in

__all__ = ["doomed"]

pytestmark = pytest.mark.browser


def test_complaint_12_the_bank_app_kills_the_browser_and_the_link_still_says_whether_the_money_counted(
    browser: Browser, doomed: tuple[Browser, str], people: People
) -> None:
    first, mark = doomed
    page = signed_in(first, people, PARENT, width=360).new_page()
    page.goto(f"{people.address}/thanh-toan/thu/")
    page.click("main form button")
    link = page.url
    page.check('input[name="cach"][value="bank_gateway"]')
    page.click("main form button:has-text('Tiếp tục')")
    reference = found(r"(TT[0-9A-Z]{13})", page.content())
    page.goto(f"{people.address}/thanh-toan/gia-lap/{reference}/")
    # The bank takes the money and forgets to tell; the payer's browser dies on its way back.
    with page.expect_request(re.compile("gia-lap")):
        page.click("button[value=tra-khong-bao]", no_wait_after=True)
    page.wait_for_url(link)
    kill(mark)

    # Another browser, in which nobody is signed in: the link is enough.
    again = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN").new_page()
    again.goto(link)
    assert "Đang chờ bạn trả" in again.inner_text("main")
    again.click("button:has-text('Kiểm tra đã nhận tiền chưa')")
    assert "Bạn không phải trả lại." in again.inner_text("main")
    again.click("text=Xem và in biên nhận")
    assert reference not in again.url
    assert "Đã nhận" in again.inner_text("main")
    again.context.close()
