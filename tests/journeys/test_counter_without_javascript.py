"""The counter without JavaScript: a filing entered after an outage, agreed by the head, received, and its paper digitised."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys import photos
from tests.journeys.people import BIRTH, People, answer_for
from tests.journeys.test_counter_keys import CARD, CLERK
from tests.journeys.test_in_chromium import empty_fields, signed_in
from tinhso.kernel.clock import today

pytestmark = pytest.mark.browser
HEAD = "long-chau.giam-doc"
HOMETOWN = "[name=noi-sinh--child-hometown-noi]"


def _plain(browser: Browser, people: People, who: str) -> tuple[BrowserContext, Page]:
    context = signed_in(browser, people, who, scripts=False)
    return context, context.new_page()


def test_a_filing_of_an_outage_is_agreed_received_and_digitised(browser: Browser, people: People) -> None:
    yesterday = today() - timedelta(days=1)
    context, page = _plain(browser, people, CLERK)
    page.goto(f"{people.address}/can-bo/tiep-nhan/")
    page.fill("#number", CARD)
    page.fill("#procedure", BIRTH)
    page.click("main form button")
    _answer(page, people)
    page.click("summary:has-text('Nhập bù hồ sơ')")
    for name, text in (("ngay", f"{yesterday:%d/%m/%Y}"), ("gio", "9:30"), ("so", "07/2026"), ("ly-do", "Mất điện.")):
        page.fill(f"#bu-{name}", text)
    page.click("button[name=xin-nhap-bu]")
    assert "Chờ duyệt" in page.inner_text("main")
    form = page.url

    head, desk = _plain(browser, people, HEAD)
    desk.goto(f"{people.address}/can-bo/nhap-bu/")
    desk.locator("section", has_text="07/2026").first.locator("button[name=duyet]").click()
    assert "Đã ghi quyết định nhập bù" in desk.inner_text("main")
    head.close()

    page.goto(form)
    page.click("button[name=nhan]")
    assert page.locator("h1").inner_text() == "Đã tiếp nhận", page.inner_text("main")
    assert f"-{yesterday:%y%m%d}-" in page.inner_text("main")
    _digitise(page)
    assert "Đã số hóa" in page.inner_text("main")
    context.close()


def _answer(page: Page, people: People) -> None:
    """Every empty box of the whole form, saved; what appears then, once more."""
    answers = people.answers(BIRTH)
    for _ in range(2):
        for name, kind in _boxes(page):
            value = answer_for(name.partition("--")[2].replace("-", "."), answers)
            if kind == "radio" and value:
                page.check(f'input[name="{name}"][value="{value}"]')
            elif kind == "select" and value:
                page.select_option(f'select[name="{name}"]', value)
            elif value and "-" in value and value[:4].isdigit():
                page.fill(f'[name="{name}"]', "/".join(reversed(value.split("-"))))
            elif value:
                page.fill(f'[name="{name}"]', value)
        if page.is_visible(HOMETOWN):
            page.fill(HOMETOWN, "long chau")
        page.click(".ts-acts button[name=luu]")


def _boxes(page: Page) -> list[tuple[str, str]]:
    """Names and kinds of the boxes that stand open and empty; folded topics are known already."""
    return [(name, kind) for name, kind in empty_fields(page) if "--" in name and page.is_visible(f'[name="{name}"]')]


def _digitise(page: Page) -> None:
    """The paper that was counted is scanned now."""
    page.click("a:has-text('Giấy chứng sinh')")
    page.set_input_files(
        "#scan", {"name": "quet.png", "mimeType": "image/png", "buffer": photos.png("giấy chứng sinh")}
    )
    page.click("main form button")
