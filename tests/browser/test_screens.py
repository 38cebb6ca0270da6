"""What must hold on every screen of the register."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser.chromium import DESK, NARROW, PHONE, settle
from tests.browser.screens import SCREENS, Screen, Shell
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
KB = 1024
# HTML, CSS, JS, fonts, everything; gzip, nothing cached.
BUDGETS = {
    Shell.CITIZEN: {"document": 30, "stylesheet": 25, "script": 40, "font": 70, "all": 150},
    Shell.PLAIN: {"document": 30, "stylesheet": 25, "script": 40, "font": 70, "all": 150},
    Shell.OFFICER: {"document": 60, "stylesheet": 25, "script": 90, "font": 70, "all": 250},
}
every_screen = pytest.mark.parametrize("screen", SCREENS, ids=str)


def open_screen(page: Page, address: str, screen: Screen) -> Response:
    answer = page.goto(address + screen.path)
    assert answer is not None
    assert answer.status == screen.status
    settle(page)
    return answer


@every_screen
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(visitors: Visitors, screen: Screen, width: int) -> None:
    with visitors.enter(screen, width=width) as context:
        page = context.new_page()
        open_screen(page, visitors.address, screen)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found.response["violations"]] == []


@every_screen
@pytest.mark.parametrize("width", [NARROW, PHONE, DESK])
def test_nothing_scrolls_sideways(visitors: Visitors, screen: Screen, width: int) -> None:
    with visitors.enter(screen, width=width) as context:
        page = context.new_page()
        open_screen(page, visitors.address, screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_screen
def test_weight_title_language_and_no_stranger(visitors: Visitors, screen: Screen) -> None:
    with visitors.enter(screen, width=PHONE) as context:
        page = context.new_page()
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        complaints: list[str] = []
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.requestWillBeSent", lambda e: kinds.update({e["requestId"]: e.get("type", "").lower()}))
        devtools.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
        page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(visitors.address) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        answer = open_screen(page, visitors.address, screen)
        assert complaints == []
        # The front server compresses pages; static files come compressed from the platform itself.
        document = len(gzip.compress(answer.body()))
        sizes |= {request: document for request in sizes if kinds.get(request) == "document"}
        budget = BUDGETS[screen.shell]
        for kind in ("document", "stylesheet", "script", "font"):
            weight = sum(size for request, size in sizes.items() if kinds.get(request) == kind)
            assert weight > 0, f"{kind} was not measured"
            assert weight <= budget[kind] * KB, f"{kind}: {weight / KB:.1f} KB"
        assert sum(sizes.values()) <= budget["all"] * KB, f"all: {sum(sizes.values()) / KB:.1f} KB"
        assert page.locator("html").get_attribute("lang") == "vi"
        title = page.title()
        assert re.fullmatch(r".+ – .+", title), title
        assert title.startswith("Lỗi:") == (screen.status == 422), title
        assert page.locator("h1").count() == 1


@every_screen
def test_reads_without_javascript(visitors: Visitors, screen: Screen) -> None:
    with visitors.enter(screen, width=PHONE, scripts=False) as context:
        page = context.new_page()
        answer = page.goto(visitors.address + screen.path)
        assert answer is not None
        assert answer.status == screen.status
        assert page.locator("h1").is_visible()
        controls = page.locator("main button:not([hidden]), main input:not([type=hidden]), main select, header nav a")
        for control in controls.all():
            assert control.is_visible() or control.get_attribute("type") == "radio", control.evaluate(
                "e => e.outerHTML"
            )


FOCUS_RING = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const around = [element, ...element.labels ?? [], element.nextElementSibling].filter(Boolean);
  const drawn = around.some((each) => ["", "::before"].some((part) => {
    const style = getComputedStyle(each, part || undefined);
    return (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none") || style.boxShadow !== "none";
  }));
  return { name: element.outerHTML.slice(0, 120), drawn };
}"""


@every_screen
def test_keyboard_reaches_everything_and_shows_where(visitors: Visitors, screen: Screen) -> None:
    with visitors.enter(screen) as context:
        page = context.new_page()
        open_screen(page, visitors.address, screen)
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        seen: list[str] = []
        for _ in range(120):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUS_RING)
            if at is None:
                break
            assert at["drawn"], f"no focus ring on {at['name']}"
            seen.append(at["name"])
        assert len(seen) >= 3
        # On a page in error one starts at the error summary, which has taken the focus.
        assert screen.status == 422 or "#noi-dung" in seen[0], "the skip link is the first thing reached"
