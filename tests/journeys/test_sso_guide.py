"""The guide to single sign-on does what it says: its system runs as it stands and a real browser signs in through it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import server
from tests.journeys.people import People
from tests.waiting import wait_until
from tinhso.lab.demo.visitor import totp

pytestmark = pytest.mark.browser
GUIDE = (server.ROOT / "docs" / "guides" / "sso.md").read_text("utf-8")
# An officer whom no other test signs in: a code of the second factor is good once.
CITIZEN, OFFICER = "nam.mau", "binh-minh.van-thu"


@pytest.fixture(scope="module")
def second_system(
    address: str, platform_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """(where the other system of the guide listens, its code); only addresses and the code are another."""
    folder, port, code = tmp_path_factory.mktemp("sso"), str(server.free_port()), f"kho-so-{os.urandom(4).hex()}"
    environment = server.environment(platform_folder) | {"TINHSO": address}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    program = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)[0]
    (folder / "second_system.py").write_text(program.replace("8400", port), "utf-8")
    commands = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    register = commands[0].replace("8400", port).replace("kho-so", code)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", register],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert f"http://localhost:{port}/tro-ve" in done.stdout
    assert json.loads((folder / "client.json").read_text("utf-8"))["client_id"] == code
    start = commands[1].replace("http://localhost:8000", address).replace("python3", f"exec {sys.executable}")
    with subprocess.Popen(["bash", "-euc", start], cwd=folder, env=environment, stderr=subprocess.PIPE) as process:
        wait_until(lambda: _listens(int(port)), seconds=20, what="the other system does not listen")
        yield f"http://localhost:{port}/", code
        process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _told(browser: Browser, where: str, people: People, who: str) -> dict[str, Any]:
    """What the other system learns when this person signs in from there, typing."""
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(where)
    if who in people.officers:
        page.get_by_role("link", name="Cán bộ đăng nhập").click()
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", people.secrets["password"])
    page.locator("form:has(input[name=password]) button.govuk-button:not([type=button])").first.click()
    if who in people.officers:
        page.fill("input[name=code]", totp(people.secrets["totp_secret"], time.time()))
        page.locator("form:has(input[name=code]) button.govuk-button").first.click()
    page.wait_for_url(f"{where}tro-ve?**")
    told: dict[str, Any] = json.loads(page.inner_text("body"))
    context.close()
    return told


def test_people_sign_in_at_another_system(browser: Browser, second_system: tuple[str, str], people: People) -> None:
    where, _ = second_system
    citizen, officer = (_told(browser, where, people, who) for who in (CITIZEN, OFFICER))

    assert (citizen["preferred_username"], citizen["posts"]) == (CITIZEN, [])
    assert officer["preferred_username"] == OFFICER
    assert [one["post"] for one in officer["posts"]] == [OFFICER]
