"""A citizen who hears the page instead of seeing it: everything is found, answered and mended by role and name alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.journeys.people import MARITAL_STATUS, STRANGER, People, answer_for
from tests.journeys.test_in_chromium import empty_fields, signed_in

pytestmark = pytest.mark.browser
CONTROLS = ("textbox", "radio", "checkbox", "combobox", "button", "link", "spinbutton", "searchbox")
NAMELESS = re.compile(rf"^\s*- (?:{'|'.join(CONTROLS)})(?: \[[^\]]*\])*:?\s*$", re.MULTILINE)


def listen(page: Page) -> None:
    """What a screen reader says of a page: its language, its title, one heading, a name for whatever can be used."""
    assert page.get_attribute("html", "lang") == "vi"
    heading = page.get_by_role("heading", level=1)
    assert heading.count() == 1, page.url
    assert page.title().strip()
    assert page.get_by_role("main").count() == 1
    said = page.locator("body").aria_snapshot()
    assert NAMELESS.findall(said) == [], page.url
    # Neither a picture to decipher nor one without words.
    assert [one.get_attribute("src") for one in page.locator("img:not([alt])").all()] == []
    assert "captcha" not in page.content().lower()


def spoken_name(page: Page, selector: str) -> str:
    """The accessible name of a field, as the browser tells it."""
    name: str = page.locator(selector).first.evaluate(
        "e => [...(e.labels || [])].map(l => l.innerText).join(' ').trim() || e.getAttribute('aria-label') || ''"
    )
    assert name, f"{selector} has no name on {page.url}"
    return name


def by_voice(page: Page, role: Any, selector: str) -> Locator:
    """The field found by its role and name within its group, never by its place on the screen."""
    name = spoken_name(page, selector)
    group = page.locator(selector).first.locator("xpath=ancestor::fieldset[1]")
    within = page
    if group.count():
        legend = group.locator("legend").first.inner_text().strip()
        assert legend, f"a group without a question on {page.url}"
        found = page.get_by_role("group", name=legend, exact=True).or_(
            page.get_by_role("radiogroup", name=legend, exact=True)
        )
        return found.first.get_by_role(role, name=name, exact=True)
    return within.get_by_role(role, name=name, exact=True)


def answer_by_voice(page: Page, answers: dict[str, Any]) -> None:
    for name, kind in empty_fields(page):
        value = answer_for(name, answers)
        if not value:
            continue
        if kind == "radio":
            by_voice(page, "radio", f'input[name="{name}"][value="{value}"]').check()
        elif kind == "select":
            by_voice(page, "combobox", f'select[name="{name}"]').select_option(value)
        else:
            by_voice(page, "textbox", f'[name="{name}"]').fill(value)
    go_on(page)


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").last.click()


def mend_after_hearing_what_is_wrong(page: Page) -> None:
    """Nothing is answered: the summary is announced and holds the focus, its link leads to the field, which says why."""
    go_on(page)
    listen(page)
    assert page.title().startswith("Lỗi")
    alert = page.get_by_role("alert")
    assert alert.count() == 1
    assert page.evaluate(
        "document.querySelector('[role=alert]').contains(document.activeElement) ||"
        " document.activeElement.contains(document.querySelector('[role=alert]'))"
    )
    link = alert.get_by_role("link").first
    told = link.inner_text().strip()
    link.press("Enter")
    described: str = page.evaluate(
        """() => {
            const one = document.activeElement;
            const holder = one.closest('fieldset[aria-describedby]');
            const ids = [one.getAttribute('aria-describedby'), holder && holder.getAttribute('aria-describedby')];
            return ids.filter(Boolean).join(' ').split(' ').map(id => document.getElementById(id)?.innerText || '').join(' ');
        }"""
    )
    assert told in described


def test_complaint_18_a_marital_status_is_filed_by_ear(browser: Browser, people: People) -> None:
    context = signed_in(browser, people, STRANGER)
    page = context.new_page()
    page.goto(f"{people.address}/")
    listen(page)
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first.fill("tinh trang hon nhan")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    listen(page)
    page.goto(f"{people.address}/thu-tuc/{MARITAL_STATUS}/")
    listen(page)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=re.compile("Bắt đầu")).or_(
            page.get_by_role("main").get_by_role("link", name=re.compile("Bắt đầu"))
        ).first.click()
    listen(page)
    go_on(page)
    answers, stumbled = people.answers(MARITAL_STATUS), False
    for _ in range(12):
        listen(page)
        if "/ho-so/gui/" in page.url:
            break
        if "/kiem-tra/" in page.url or page.query_selector("main ul.govuk-task-list"):
            with page.expect_navigation():
                page.locator("main a.govuk-button").click()
            continue
        if not stumbled and empty_fields(page):
            mend_after_hearing_what_is_wrong(page)
            stumbled = True
        answer_by_voice(page, answers)
    assert stumbled
    by_voice(page, "radio", 'input[name="return_method"][value="counter"]').check()
    by_voice(page, "checkbox", 'input[name="declared"]').check()
    go_on(page)
    listen(page)
    assert page.url.endswith("/da-nop/")
    context.close()
