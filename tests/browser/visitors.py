"""Browser contexts for the readers of the screens."""

import json
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.browser import people
from tests.browser.screens import Screen


class Visitors:
    """Browser contexts, signed in once per person."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder

    def enter(self, screen: Screen, *, width: int = 1280, scripts: bool = True) -> BrowserContext:
        """A fresh context for the screen's reader."""
        state = self._state(screen.who) if screen.who else None
        return self.browser.new_context(
            viewport={"width": width, "height": 800},
            locale="vi-VN",
            java_script_enabled=scripts,
            storage_state=state,
        )

    def _state(self, who: str) -> Path:
        kept = self.folder / f"{who}.json"
        if not kept.exists():
            context = self.browser.new_context(locale="vi-VN")
            people.sign_in(context.new_page(), self.address, who)
            kept.write_text(json.dumps(context.storage_state()))
            context.close()
        return kept
