"""Who cannot do it alone is helped at the counter (facts/ux (e) 20), and it stays known who helped and that it was wanted."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import BIRTH, PARENT, People
from tests.journeys.test_counter_keys import CARD, CLERK
from tests.journeys.test_counter_without_javascript import _answer as answer_at_the_counter
from tests.journeys.test_in_chromium import signed_in

pytestmark = pytest.mark.browser
HELPER = "086092000074"


def test_complaint_20_help_at_the_counter_is_written_down_and_confirmed_by_the_applicant(
    browser: Browser, people: People
) -> None:
    desk = signed_in(browser, people, CLERK, scripts=False)
    page = desk.new_page()
    page.goto(f"{people.address}/can-bo/tiep-nhan/")
    page.fill("#number", CARD)
    page.fill("#procedure", BIRTH)
    page.click("main form button")
    answer_at_the_counter(page, people)
    page.click("details:has(#thay-the) summary")
    page.fill("#thay-the", HELPER)
    page.select_option("#thay-tu-cach", "helper")
    page.click("button[name=nhan]")
    assert page.locator("h1").inner_text() == "Đã tiếp nhận", page.inner_text("main")
    assert "Trần Văn Nam Mẫu (người làm hộ, người nộp có mặt" in page.inner_text("main")
    assert "chờ người đứng tên xác nhận" in page.inner_text("main")
    dossier = page.url.rstrip("/").rpartition("/")[2]

    home = signed_in(browser, people, PARENT, scripts=False)
    own = home.new_page()
    own.goto(f"{people.address}/ho-so/{dossier}/")
    assert "Trần Văn Nam Mẫu đã giúp bạn nộp hồ sơ này tại quầy." in own.inner_text("main")
    own.click("button[name=answer][value=confirmed]")
    assert "câu trả lời đã được ghi vào hồ sơ" in own.inner_text("body")
    assert own.locator("button[name=answer]").count() == 0
    home.close()

    page.reload()
    assert "người đứng tên đã xác nhận" in page.inner_text("main")
    desk.close()
