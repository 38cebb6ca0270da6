"""Browser contexts of the readers: one for each person, with and without JavaScript, signed in once."""

from playwright.sync_api import Browser, BrowserContext

from tests.browser.screen import Screen
from tests.browser.stage import Stage


class Visitors:
    """Shared contexts; every look opens its own page in one."""

    def __init__(self, browser: Browser, stage: Stage) -> None:
        self.browser, self.stage, self.address = browser, stage, stage.address
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}

    def context(self, who: str, *, scripts: bool = True) -> BrowserContext:
        key = (who, scripts)
        if key not in self._contexts:
            context = self.browser.new_context(locale="vi-VN", java_script_enabled=scripts)
            if who:
                context.add_cookies(self.stage.cookies(who))
            self._contexts[key] = context
        return self._contexts[key]

    def where(self, screen: Screen) -> str:
        """The screen's full address."""
        return self.address + screen.path.format(**self.stage.things)

    def leave(self) -> None:
        for context in self._contexts.values():
            context.close()
