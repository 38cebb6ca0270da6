"""Whole applications in a real browser: with the keyboard alone, without JavaScript, through a killed browser."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, ElementHandle, Page

from tests.browser import chromium
from tests.journeys import photos
from tests.journeys.people import BIRTH, MARITAL_STATUS, PARENT, STRANGER, People, answer_for, found

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)
TABS = 80
SUBMIT = "main form:last-of-type button.govuk-button:not([name])"


def signed_in(
    browser: Browser, people: People, username: str, *, width: int = 1280, scripts: bool = True
) -> BrowserContext:
    """A browser window of somebody who is signed in."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN", java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    jar = people.sign_in(username).http.cookies.jar
    context.add_cookies([{"name": c.name, "value": c.value or "", "url": people.address} for c in jar])
    return context


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page: Page, answers: dict[str, Any]) -> None:
        self.page, self.answers = page, answers

    def reach(self, selector: str) -> None:
        """Tab until the focus is on it, and see that the focus shows. Raises LookupError when it cannot be reached."""
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                assert self._focus_shows(), f"no visible focus on {selector}"
                return
        raise LookupError(f"{selector} is not reached with Tab on {self.page.url}")

    def _focus_shows(self) -> bool:
        """The element or its drawn box has an outline or a shadow."""
        shown: bool = self.page.evaluate(
            """() => {
                const one = document.activeElement, drawn = [getComputedStyle(one)];
                if (one.nextElementSibling) drawn.push(getComputedStyle(one.nextElementSibling, '::before'));
                return drawn.some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
            }"""
        )
        return shown

    def press(self, selector: str) -> None:
        """Reach a button or link and press Enter; the next page has come."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, name: str, value: str) -> None:
        """Arrow keys within the radios of a name."""
        self.reach(f'input[name="{name}"]')
        for _ in range(20):
            if self.page.evaluate("document.activeElement.value") == value:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise LookupError(f"{name} has no {value}")

    def answer_page(self) -> None:
        """The empty fields of the page from top to bottom, then its button."""
        for name, kind in empty_fields(self.page):
            value = answer_for(name, self.answers)
            if not value:
                continue
            # Fields that an earlier answer has just revealed are reached like the others.
            if kind == "radio":
                self.choose(name, value)
            elif kind == "select":
                self.reach(f'select[name="{name}"]')
                self._pick(value)
            else:
                self.reach(f'[name="{name}"]')
                self.page.keyboard.insert_text(value)
        self.press("main form button[type=submit]:not([name])")

    def _pick(self, value: str) -> None:
        """The option of a select by typing its first letters, as a keyboard does."""
        text: str = self.page.evaluate(
            "value => [...document.activeElement.options].find(o => o.value === value).text", value
        )
        self.page.keyboard.type(text[:24], delay=5)


def empty_fields(page: Page) -> list[tuple[str, str]]:
    """Names and kinds of the fields of the page's last form that have no answer yet, in order."""
    seen: dict[str, tuple[str, bool]] = {}
    for one in page.query_selector_all("main form:last-of-type input, main form:last-of-type select"):
        name, kind = one.get_attribute("name") or "", field_kind(one)
        if not name or kind in {"hidden", "file", "submit"}:
            continue
        answered = one.is_checked() if kind in {"radio", "checkbox"} else bool(one.input_value())
        seen[name] = (kind, answered or seen.get(name, ("", False))[1])
    return [(name, kind) for name, (kind, answered) in seen.items() if not answered]


def field_kind(one: ElementHandle) -> str:
    return one.get_attribute("type") or ("select" if one.evaluate("e => e.tagName") == "SELECT" else "text")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_marital_status_with_the_keyboard_alone(browser: Browser, people: People, width: int) -> None:
    context = signed_in(browser, people, STRANGER, width=width)
    page = context.new_page()
    keys = Keyboard(page, people.answers(MARITAL_STATUS))
    page.goto(f"{people.address}/thu-tuc/{MARITAL_STATUS}/")
    keys.press("main a.govuk-button")
    keys.press("main form button[type=submit]:not([name])")
    for _ in range(12):
        if "/ho-so/gui/" in page.url:
            break
        if "/kiem-tra/" in page.url or page.query_selector("main ul.govuk-task-list"):
            keys.press("main a.govuk-button")
        else:
            keys.answer_page()
    keys.choose("return_method", "counter")
    keys.reach('input[name="declared"]')
    page.keyboard.press("Space")
    keys.press("main form button[type=submit]:not([name])")
    assert page.url.endswith("/da-nop/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_complaint_17_a_birth_needs_no_javascript(browser: Browser, people: People, width: int, tmp_path: Path) -> None:
    photo = tmp_path / "giay-chung-sinh.png"
    photo.write_bytes(photos.png(f"giấy chứng sinh {width}"))
    context = signed_in(browser, people, PARENT, width=width, scripts=False)
    page = context.new_page()
    page.goto(f"{people.address}/ho-so/nop/{BIRTH}/")
    page.click("main form button[type=submit]:not([name])")
    for _ in range(20):
        if "/ho-so/gui/" in page.url:
            break
        if "/giay-to/" in page.url:
            page.set_input_files('input[name="tep"]', photo)
            page.click("main form:has(input[type=file]) button")
            page.click("main form:not(:has(input[type=file])) button")
        elif "/kiem-tra/" in page.url or page.query_selector("main ul.govuk-task-list"):
            page.click("main a.govuk-button")
        else:
            answer_without_scripts(page, people.answers(BIRTH))
    page.check('input[name="declared"]')
    page.click("main form button[type=submit]:not([name])")
    assert page.url.endswith("/da-nop/")
    context.close()


def answer_without_scripts(page: Page, answers: dict[str, Any]) -> None:
    for name, kind in empty_fields(page):
        value = answer_for(name, answers)
        if not value:
            continue
        if kind == "radio":
            page.check(f'input[name="{name}"][value="{value}"]')
        elif kind == "select":
            page.select_option(f'select[name="{name}"]', value)
        else:
            page.fill(f'[name="{name}"]', value)
    page.click(SUBMIT)


@pytest.fixture
def doomed(browser: Browser) -> Iterator[tuple[Browser, str]]:
    """A browser of its own and the word by which its processes are known."""
    mark = f"--tinhso-journey-{uuid4().hex}"
    other = browser.browser_type.launch(executable_path=chromium.path(), args=[*chromium.FLAGS, mark])
    yield other, mark
    if other.is_connected():
        other.close()


def kill(mark: str) -> None:
    """kill -9 for the processes that carry the mark, and no others."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in command:
            os.kill(int(folder.name), signal.SIGKILL)


def test_complaint_2_a_draft_survives_a_killed_browser(
    browser: Browser, doomed: tuple[Browser, str], people: People
) -> None:
    first, mark = doomed
    page = signed_in(first, people, PARENT).new_page()
    page.goto(f"{people.address}/ho-so/nop/{BIRTH}/")
    page.click("main form button[type=submit]:not([name])")
    draft_id = found(r"/nop/([0-9a-f-]{36})/", page.url)
    answer_without_scripts(page, people.answers(BIRTH))
    page.fill('[name="child-full_name"]', "Chưa kịp lưu")
    kill(mark)

    context = signed_in(browser, people, PARENT)
    page = context.new_page()
    page.goto(f"{people.address}/ho-so/")
    page.click(f'main a[href="/nop/{draft_id}/"]')
    assert "Làm tiếp" in page.inner_text("main")
    page.goto(f"{people.address}/nop/{draft_id}/yeu-cau/")
    answers = people.answers(BIRTH)
    assert page.is_checked(f'input[name="relation"][value="{answers["relation"]}"]')
    page.goto(f"{people.address}/thu-tuc/{BIRTH}/")
    assert page.query_selector(f'main a[href="/nop/{draft_id}/"]') is not None
    context.close()
