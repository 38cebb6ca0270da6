"""What must hold on every screen: one visit, all faults."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

from tests.browser.chromium import DESK, NARROW, PHONE, settle
from tests.browser.screen import OPENED, TICKED, Screen, Shell
from tests.browser.visitors import Visitors

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
KB = 1024
# HTML, CSS, JS, fonts, everything; gzip, nothing cached.
BUDGETS = {
    Shell.CITIZEN: {"document": 30, "stylesheet": 25, "script": 40, "font": 70, "all": 150},
    Shell.PLAIN: {"document": 30, "stylesheet": 25, "script": 40, "font": 70, "all": 150},
    # No script and no font at all.
    Shell.LIGHT: {"document": 10, "stylesheet": 10, "all": 50},
    # An officer reads papers on the page: pictures of them are its content.
    Shell.OFFICER: {"document": 60, "stylesheet": 25, "script": 90, "font": 70, "all": 450},
}
MOST_TABS, TABS_AT_ONCE = 60, 12
# The signing agent on the officer's own machine: the platform itself answers at "localhost".
AGENT = "http://127.0.0.1:"
# Blurring leaves the place where Tab goes on from; what is focused and then gone leaves its own.
FROM_THE_TOP = """() => {
  const first = document.createElement("span");
  first.tabIndex = -1;
  document.body.prepend(first);
  first.focus();
  first.remove();
  window.scrollTo(0, 0);
}"""
# What ought to be usable and has no place on the page; what is folded away or marked hidden is meant to be.
HIDDEN_CONTROLS = """() => {
  const wanted = "main :not(details) > button:not([hidden]), main select, header nav a";
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  return [...document.querySelectorAll(wanted)]
    .filter((e) => !shown(e) && !e.closest("details:not([open]), [hidden]"))
    .map((e) => e.outerHTML.slice(0, 200));
}"""
# Writes down what gets the focus, in order, and whether one sees it there.
WATCH_FOCUS = """() => {
  window.focused = [];
  document.addEventListener("focusin", ({ target }) => {
    const around = [target, ...target.labels ?? [], target.nextElementSibling].filter(Boolean);
    const drawn = around.some((each) => ["", "::before"].some((part) => {
      const style = getComputedStyle(each, part || undefined);
      return (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none") || style.boxShadow !== "none";
    }));
    window.focused.push({ name: target.outerHTML.slice(0, 120), drawn });
  });
}"""


def open_screen(page: Page, visitors: Visitors, screen: Screen) -> Response:
    """Goes to the screen in its state; gives the answer that shows it."""
    answer = page.goto(visitors.where(screen))
    if screen.press:
        for selector, text in screen.fill.items():
            if text == TICKED:
                page.locator(selector).first.check()
            elif text == OPENED:
                page.locator(selector).first.click()
            else:
                page.fill(selector, text)
        with page.expect_navigation() as navigation:
            page.locator(screen.press).last.click()
        answer = navigation.value
    if answer is None:
        raise LookupError(f"{screen} did not answer")
    return answer


class Weight:
    """What a page's parts weigh on the way, nothing cached."""

    def __init__(self, page: Page) -> None:
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, float] = {}
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Network.enable")
        self._devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._devtools.on("Network.requestWillBeSent", self._kind)
        self._devtools.on("Network.loadingFinished", self._size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._devtools.detach()

    def _kind(self, event: dict[str, str]) -> None:
        kind = event.get("type", "").lower()
        if kind == "document":
            self.kinds, self.sizes = {}, {}
        self.kinds[event["requestId"]] = kind

    def _size(self, event: dict[str, float]) -> None:
        self.sizes[str(event["requestId"])] = event["encodedDataLength"]

    def faults(self, answer: Response, shell: Shell) -> Iterator[str]:
        # The front server compresses pages; static files come compressed from the platform itself.
        document = len(gzip.compress(answer.body()))
        sizes = {one: document if self.kinds.get(one) == "document" else size for one, size in self.sizes.items()}
        for kind in ("document", "stylesheet", "script", "font"):
            weight = sum(size for one, size in sizes.items() if self.kinds.get(one) == kind) / KB
            most = BUDGETS[shell].get(kind, 0)
            if weight > most or (most and not weight):
                yield f"{kind} weighs {weight:.1f} KB"
        if sum(sizes.values()) / KB > BUDGETS[shell]["all"]:
            yield f"all weighs {sum(sizes.values()) / KB:.1f} KB"


def faults(visitors: Visitors, screen: Screen) -> list[str]:
    """Everything wrong with the screen, in words; nothing when it is well."""
    found: list[str] = []
    page = visitors.page(screen.who)
    page.set_viewport_size({"width": DESK if screen.shell == Shell.OFFICER else PHONE, "height": 800})
    own = (visitors.address, AGENT) if screen.shell == Shell.OFFICER else visitors.address
    with Weight(page) as weight, _overheard(page, own, found):
        answer = open_screen(page, visitors, screen)
        settle(page)
        found += _page_faults(page, answer, screen)
        found += weight.faults(answer, screen.shell)
        found += axe_faults(page)
        found += width_faults(page)
        found += _keyboard_faults(page, screen)
    return found + _faults_without_scripts(visitors.page(screen.who, scripts=False), visitors, screen)


@contextmanager
def _overheard(page: Page, own: str | tuple[str, ...], found: list[str]) -> Iterator[None]:
    """What a page does that nobody sees: calls to strangers, errors of its scripts, what its own policy forbids."""

    def stranger(request: Request) -> None:
        if not request.url.startswith(own):
            found.append(f"stranger {request.url}")

    def error(problem: Error) -> None:
        found.append(f"script error {problem}")

    def forbidden(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            found.append(message.text)

    page.on("request", stranger)
    page.on("pageerror", error)
    page.on("console", forbidden)
    try:
        yield
    finally:
        page.remove_listener("request", stranger)
        page.remove_listener("pageerror", error)
        page.remove_listener("console", forbidden)


def _page_faults(page: Page, answer: Response, screen: Screen) -> Iterator[str]:
    if answer.status != screen.status:
        yield f"status {answer.status} instead of {screen.status} at {page.url}"
    if page.locator("html").get_attribute("lang") != "vi":
        yield "the page is not marked as Vietnamese"
    title = page.title()
    if not re.fullmatch(r".+ – .+", title):
        yield f"title “{title}”"
    if title.startswith("Lỗi:") != screen.is_error:
        yield f"title “{title}” in a state that is{'' if screen.is_error else ' not'} an error"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} h1"


def axe_faults(page: Page) -> list[str]:
    """What the accessibility rules find wrong with a page."""
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    result = Axe().run(page, options=options)
    return [
        f"axe {violation['id']}: {[node['html'][:200] for node in violation['nodes']][:3]}"
        for violation in result.response["violations"]
    ]


def width_faults(page: Page) -> list[str]:
    """At which width a page scrolls sideways."""
    found = []
    for width in (NARROW, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"scrolls sideways: {wide} at {width}")
    return found


def _keyboard_faults(page: Page, screen: Screen) -> Iterator[str]:
    """Tab reaches things and one sees where one is."""
    # Wherever the page put the focus (its error summary, the box where the work goes on): from the top.
    page.evaluate(FROM_THE_TOP)
    page.evaluate(WATCH_FOCUS)
    seen: list[str] = []
    for at in _focused(page):
        if not at["drawn"]:
            yield f"no focus ring on {at['name']}"
        seen.append(at["name"])
    if len(seen) < 2:
        yield "the keyboard reaches nothing"
    elif "#noi-dung" not in seen[0]:
        yield f"the skip link is not the first thing reached but {seen[0]}"


def _focused(page: Page) -> list[dict[str, Any]]:
    """What Tab reaches, once round or MOST_TABS things."""
    for pressed in range(TABS_AT_ONCE, MOST_TABS + 1, TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        seen: list[dict[str, Any]] = page.evaluate("window.focused")
        # Fewer than pressed: the focus left the page at its end.
        if len(seen) < pressed:
            break
    return seen


def _faults_without_scripts(page: Page, visitors: Visitors, screen: Screen) -> list[str]:
    page.set_viewport_size({"width": PHONE, "height": 800})
    answer = open_screen(page, visitors, screen)
    found = [] if answer.status == screen.status else [f"status {answer.status} without JavaScript"]
    if not page.locator("h1").is_visible():
        found.append("no h1 without JavaScript")
    return found + [f"not visible without JavaScript: {control}" for control in page.evaluate(HIDDEN_CONTROLS)]
