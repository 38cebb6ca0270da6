"""Whatever the national identity does wrong signs nobody in, says why in the log, and takes nothing from who is in."""

import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from django.core.cache import cache
from django.urls import reverse

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import models
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.types import NationalFault
from tinhso.kernel.actor import system_actor

FAILED = "/dang-nhap/?loi=dinh-danh"
AWAY = "/dang-nhap/gian-doan/"
# What the stand-in does wrong → where the person lands, what the log names.
FAULTS = {
    "down": (AWAY, NationalFault.DOWN),
    "html": (AWAY, NationalFault.NONSENSE),
    "late_html": (AWAY, NationalFault.NONSENSE),
    "nonce": (FAILED, NationalFault.NONCE),
    "issuer": (FAILED, NationalFault.ISSUER),
    "audience": (FAILED, NationalFault.FORGED),
    "expired": (FAILED, NationalFault.EXPIRED),
    "clocks": (FAILED, NationalFault.CLOCKS),
    "other_person": (FAILED, NationalFault.SOMEBODY_ELSE),
}


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    cache.clear()
    with httpx.Client(timeout=20) as client:
        yield client
    cache.clear()


def sign_in(browser: httpx.Client, server: str, fault: str = "") -> httpx.Response:
    """Through the stand-in, which does this wrong; the answer of our side to the way back."""
    start = browser.get(f"{server}{reverse('identity:national')}?{urlencode({'next': '/tai-khoan/bao-mat/'})}")
    page = browser.get(start.headers["Location"])
    (who,) = re.findall(r'name="who"[^>]*value="([0-9a-f]{32})"', page.text)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[0]
    back = browser.post(str(page.url), data={"csrfmiddlewaretoken": token, "who": who, "fault": fault})
    return browser.get(back.headers["Location"])


@pytest.mark.django_db(transaction=True)
def test_each_fault_lands_on_a_plain_page_is_named_in_the_log_and_links_nothing(
    browser: httpx.Client, live_server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    build.citizen()
    server = str(live_server)
    for fault, (where, named) in FAULTS.items():
        caplog.clear()
        answer = sign_in(browser, server, fault)
        assert (fault, answer.status_code, answer.headers["Location"]) == (fault, 302, where)
        (entry,) = access.security_log(actor=system_actor(), kind=SecurityKind.SIGN_IN_FAILED, limit=1)
        assert entry.act == f"national:{named}", fault
        assert named.words in caplog.text, fault
        assert browser.get(f"{server}/tai-khoan/bao-mat/").status_code == 302
    assert models.NationalLink.objects.exclude(level="").count() == 0
    # Nothing was wrong with the person: without a fault they are in, and a changed key is still the same person.
    assert sign_in(browser, server).headers["Location"] == "/tai-khoan/bao-mat/"
    assert sign_in(browser, server, "other_key").headers["Location"] == "/tai-khoan/bao-mat/"
    assert models.NationalLink.objects.values("user").distinct().count() == 1
    assert models.Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_complaint_16_while_it_is_away_who_is_in_goes_on_and_who_comes_is_told_plainly_at_once(
    browser: httpx.Client, live_server: Any, settings: Any
) -> None:
    build.citizen()
    server = str(live_server)
    sign_in(browser, server)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.NATIONAL_IDENTITY_SERVER = f"http://127.0.0.1:{taken.getsockname()[1]}"
    start = f"{server}{reverse('identity:national')}"
    assert browser.get(f"{server}/tai-khoan/bao-mat/").status_code == 200
    first = browser.get(start, params={"next": "/ho-so/"})
    assert urlsplit(first.headers["Location"]).path == AWAY
    page = browser.get(f"{server}{first.headers['Location']}")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "20")
    assert "Bản nháp và hồ sơ đã nộp không mất" in page.text
    assert "cứ làm tiếp hồ sơ" in page.text
    assert "next=/ho-so/" in page.text.replace("%2F", "/")
    # For some seconds nobody else is made to wait for it; then it is tried anew.
    settings.NATIONAL_IDENTITY_SERVER = ""
    assert urlsplit(browser.get(start).headers["Location"]).path == AWAY
    cache.delete("identity.national_away")
    assert "/oauth2/authorize" in browser.get(start).headers["Location"]
