"""Debian's Chromium, started so that it talks to nobody but us."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every tab of ours is of one site: no process is kept warm for the next site.
    "--disable-features=SpareRendererForSitePerProcess",
]
PHONE, NARROW, DESK = 360, 320, 1280


# Without the windows of a desktop, which nobody looks at here, a page costs two thirds; the page itself is the same.
COMMANDS = ("chromium-headless-shell", "chromium")


def path() -> str | None:
    """The machine's Chromium, None when it has none."""
    return next(filter(None, map(shutil.which, COMMANDS)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path(), args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


def settle(page: Page) -> None:
    """The fonts of the page have come."""
    page.evaluate("document.fonts.ready.then(() => true)")
