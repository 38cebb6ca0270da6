"""On a phone: a birth in eight screens and twelve fields, a killed browser loses nothing, a photo goes on after a break."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

from tests.journeys import photos
from tests.journeys.people import BIRTH, PARENT, People, answer_for, found
from tests.journeys.test_in_chromium import SUBMIT, answer_without_scripts, empty_fields, signed_in

pytestmark = pytest.mark.browser
PHONE = 360
MOST_SCREENS, MOST_FIELDS = 8, 12


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A phone's photo above the size from which the page shrinks it."""
    path = tmp_path / "giay-chung-sinh.jpg"
    path.write_bytes(photos.large_jpeg())
    return path


def typed_here(page: Page, people: People) -> set[str]:
    """The fields that the person fills on this page; a date or an address is one field, however many boxes it has."""
    filled = (name for name, _ in empty_fields(page) if answer_for(name, people.answers(BIRTH)))
    return {re.sub(r"-(day|month|year|province|commune|street)$", "", name) for name in filled}


def begun(context: BrowserContext, people: People) -> Page:
    page = context.new_page()
    page.goto(f"{people.address}/ho-so/nop/{BIRTH}/")
    return page


def test_a_birth_takes_eight_screens_and_twelve_typed_fields(browser: Browser, people: People, photo: Path) -> None:
    """Every page after sign-in counts, the confirmation too; every field that is filled by hand counts, the two ticks
    (consent to the population register, declaration) with them.
    """
    context = signed_in(browser, people, PARENT, width=PHONE)
    page = begun(context, people)
    screens, typed = [page.url], {"consent"}
    page.check("input[name=consent]")
    with page.expect_navigation():
        page.click("main form button[type=submit]:not([name])")
    while "/ho-so/gui/" not in page.url:
        screens.append(page.url)
        assert len(screens) < 12, screens
        if "/giay-to/" in page.url:
            page.set_input_files("input[name=tep]", photo)
            # Nobody pressed "Tải lên": what was chosen goes up all the same, and the application is complete.
            with page.expect_navigation():
                page.click("main form:not(:has(input[type=file])) button")
        elif "/kiem-tra/" in page.url:
            with page.expect_navigation():
                page.click("main a.govuk-button")
        else:
            typed |= typed_here(page, people)
            with page.expect_navigation():
                answer_without_scripts(page, people.answers(BIRTH))
    screens.append(page.url)
    page.check("input[name=declared]")
    typed.add("declared")
    with page.expect_navigation():
        page.click(SUBMIT)
    screens.append(page.url)
    assert page.url.endswith("/da-nop/")
    assert len(screens) <= MOST_SCREENS, "\n".join(screens)
    assert len(typed) <= MOST_FIELDS, typed
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    context.close()


def test_complaint_2_what_was_being_typed_is_there_again(browser: Browser, people: People) -> None:
    """The browser is gone before the button was pressed: the page comes back as it was."""
    context = signed_in(browser, people, PARENT, width=PHONE)
    page = begun(context, people)
    page.click("main form button[type=submit]:not([name])")
    draft_id = found(r"/nop/([0-9a-f-]{36})/", page.url)
    page.goto(f"{people.address}/nop/{draft_id}/tre/")
    with page.expect_response(lambda answer: "/luu-tam/" in answer.url and answer.ok):
        page.fill("[name=child-full_name]", "Trần Bé Dở Dang")
    page.wait_for_selector("[data-ts-kept-note]:has-text('Đã lưu tạm lúc')")
    context.close()

    context = signed_in(browser, people, PARENT, width=PHONE)
    page = context.new_page()
    page.goto(f"{people.address}/nop/{draft_id}/tre/")
    assert page.input_value("[name=child-full_name]") == "Trần Bé Dở Dang"
    assert "Những gì bạn đang gõ vẫn còn ở đây" in page.inner_text("main")
    context.close()


def test_complaint_11_a_photo_is_shrunk_and_goes_on_after_a_broken_connection(
    browser: Browser, people: People, photo: Path
) -> None:
    context = signed_in(browser, people, PARENT, width=PHONE)
    page = begun(context, people)
    page.click("main form button[type=submit]:not([name])")
    draft_id = found(r"/nop/([0-9a-f-]{36})/", page.url)
    for topic in ("yeu-cau", "tre", "noi-sinh"):
        page.goto(f"{people.address}/nop/{draft_id}/{topic}/")
        answer_without_scripts(page, people.answers(BIRTH))
    page.goto(f"{people.address}/nop/{draft_id}/giay-to/")
    announced: list[int] = []
    broken: list[str] = []

    def piece(route: Route) -> None:
        """The first piece gets lost on its way; what comes after passes."""
        if not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
            return
        route.continue_()

    page.route(re.compile(r"/giay-to/phan/[^/]+/\?tu="), piece)

    def seen(request: Request) -> None:
        if request.url.endswith("/giay-to/phan/"):
            announced.append((request.post_data_json or {})["size"])

    page.on("request", seen)
    page.set_input_files("input[name=tep]", photo)
    with page.expect_navigation():
        page.click("main form:has(input[type=file]) button.govuk-button--secondary")
    assert broken
    assert "1 trang" in page.inner_text("main")
    assert announced[0] < photo.stat().st_size
    assert announced[0] <= 2 * 1024 * 1024
    context.close()
