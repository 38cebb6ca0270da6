"""A message of the push service becomes one notice of the browser, which opens the platform's own page and no other."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.journeys.people import PARENT, People
from tests.journeys.test_in_chromium import signed_in

pytestmark = pytest.mark.browser
SAID = {"title": "Hồ sơ H61-0001 đã xong", "body": "", "url": "/thong-bao/", "tag": "mot-tin"}
SHOWN = """navigator.serviceWorker.ready.then((one) => one.getNotifications())
    .then((all) => all.map((one) => [one.title, one.tag, one.data.url]))"""


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Browser]:
    """A browser with a desktop: the one without never lets a page show notices."""
    command = shutil.which("chromium")
    if command is None:
        pytest.skip("THIẾU trình duyệt có thông báo: hãy chạy  apt-get install -y chromium")
    started = browser.browser_type.launch(
        executable_path=command, args=[*chromium.FLAGS, "--headless=new"], headless=False
    )
    yield started
    started.close()


def test_what_is_pushed_shows_once_and_without_a_push_service_the_page_says_so(
    address: str, people: People, desktop: Browser
) -> None:
    context = signed_in(desktop, people, PARENT)
    context.grant_permissions(["notifications"])
    page = context.new_page()
    told: list[dict[str, Any]] = []
    wire = context.new_cdp_session(page)
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: told.extend(event["registrations"]))
    wire.send("ServiceWorker.enable")
    page.goto(f"{address}/thong-bao/trinh-duyet/")
    page.wait_for_selector("[data-push=on]:visible")

    # This machine reaches no push service: nothing is turned on, and whoever pressed reads it.
    page.click("[data-push=on]")
    page.wait_for_selector("[role=status]:has-text('Chưa bật được')")
    assert page.evaluate("navigator.serviceWorker.ready.then((one) => one.pushManager.getSubscription())") is None

    # What a push service hands to the browser once it has decrypted it, twice.
    for _ in range(2):
        wire.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": address, "registrationId": told[-1]["registrationId"], "data": json.dumps(SAID)},
        )
    page.wait_for_function(f"{SHOWN}.then((all) => all.length > 0)")
    assert page.evaluate(SHOWN) == [[SAID["title"], SAID["tag"], SAID["url"]]]
