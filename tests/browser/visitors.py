"""What the readers look with: a context for each person, with and without JavaScript, signed in once, and a tab in it."""

from collections import OrderedDict

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.screen import Screen
from tests.browser.stage import Stage

MOST_OPEN = 8


class Visitors:
    """Shared contexts. Tabs stay open for the next look: starting one costs more than a look takes."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self.browser, self.stage, self.address = browser, stage, stage.address
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}
        self._pages: OrderedDict[tuple[str, bool], Page] = OrderedDict()

    def context(self, who: str, *, scripts: bool = True) -> BrowserContext:
        key = (who, scripts)
        if key not in self._contexts:
            context = self.browser.new_context(locale="vi-VN", java_script_enabled=scripts)
            if who:
                context.add_cookies(self.stage.cookies(who))
            self._contexts[key] = context
        return self._contexts[key]

    def page(self, who: str, *, scripts: bool = True) -> Page:
        """The person's tab; the one that was not looked at for longest is closed when there are too many."""
        key = (who, scripts)
        if key not in self._pages:
            self._pages[key] = self.context(who, scripts=scripts).new_page()
        self._pages.move_to_end(key)
        if len(self._pages) > MOST_OPEN:
            self._pages.popitem(last=False)[1].close()
        return self._pages[key]

    def where(self, screen: Screen) -> str:
        """The screen's full address."""
        return self.address + screen.path.format(**self.stage.things)

    def leave(self) -> None:
        for context in self._contexts.values():
            context.close()
