"""`make screenshots`: every screen of the register at 360 and 1280 px into screenshots/ (git-ignored).

tools/screenshots.py [--address http://localhost:8000] [--only TEXT]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Error

from tests.browser import chromium, server
from tests.browser.looking import open_screen
from tests.browser.screen import Screen
from tests.browser.screens import SCREENS
from tests.browser.stage import Stage
from tests.browser.visitors import Visitors

TARGET = server.ROOT / "screenshots"


@contextmanager
def platform(address: str, folder: Path) -> Iterator[str]:
    """The running platform that was named, or one of our own."""
    if address:
        yield address
        return
    click.echo("  chuẩn bị một nền tảng riêng…")
    server.prepare(folder)
    with server.running(folder) as where:
        yield where


def take(screen: Screen, visitors: Visitors) -> str:
    """Both pictures of a screen; why there is none when it cannot be reached ("" when all is well)."""
    page = visitors.page(screen.who)
    try:
        for width in (chromium.PHONE, chromium.DESK):
            page.set_viewport_size({"width": width, "height": 800})
            open_screen(page, visitors, screen)
            chromium.settle(page)
            page.screenshot(path=TARGET / f"{screen.name}-{width}.png", full_page=True)
    except (Error, LookupError) as problem:
        return str(problem).partition("\n")[0]
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Chụp mọi màn hình ở 360 và 1280 điểm ảnh vào screenshots/.")
    parser.add_argument("--address", default="", help="địa chỉ nền tảng đang chạy; để trống thì tự chạy một bản riêng")
    parser.add_argument("--only", default="", help="chỉ các màn hình có tên chứa chữ này")
    arguments = parser.parse_args()
    wanted = [screen for screen in SCREENS if arguments.only in screen.name]
    TARGET.mkdir(exist_ok=True)
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as name, chromium.browser() as browser:
        folder = Path(name)
        with platform(arguments.address, folder) as address:
            stage = Stage(address, None if arguments.address else folder)
            stage.prepare()
            visitors = Visitors(browser, stage)
            for number, screen in enumerate(wanted, 1):
                problem = take(screen, visitors)
                missed += [screen.name] if problem else []
                click.echo(
                    f"  {number}/{len(wanted)} {screen.name}{f': KHÔNG CHỤP ĐƯỢC: {problem}' if problem else ''}"
                )
    click.echo(f"  xong: {TARGET}" if not missed else f"  {TARGET}, thiếu {len(missed)}: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
