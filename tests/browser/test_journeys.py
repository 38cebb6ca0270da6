"""Signing in as people really do: a passkey, the national identity, a counter that is locked and opened again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.looking import axe_faults
from tests.browser.stage import Stage
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser
# Officers whom no other test signs in: a passkey changes how an account signs in from then on.
KEEPER, COUNTER, NATIONAL = "phuoc-hau.mot-cua", "long-chau.ho-tich-2", "Trần Văn Nam Mẫu"
# A security key inside the machine that always says yes (Chrome DevTools, WebAuthn domain).
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def own(visitors: Visitors) -> Iterator[BrowserContext]:
    """A browser of one's own, nobody signed in."""
    context = visitors.browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def _already(context: BrowserContext, stage: Stage, who: str) -> Page:
    """A page of somebody who has just signed in with password and second factor."""
    for cookie in stage.cookies(who):
        context.add_cookies([cookie])
    return context.new_page()


def test_a_passkey_is_added_and_then_signs_in_without_a_password(own: BrowserContext, stage: Stage) -> None:
    page = _already(own, stage, KEEPER)
    devtools = own.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{stage.address}/tai-khoan/bao-mat/khoa/them/")
    page.fill("input[name=name]", "Điện thoại")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda where: not where.endswith("/khoa/them/"))
    page.goto(f"{stage.address}/tai-khoan/bao-mat/")
    assert page.locator("dd", has_text="Điện thoại").count() >= 1

    page.goto(f"{stage.address}/dang-xuat/")
    page.click("main form button")
    page.goto(f"{stage.address}/can-bo/ho-so/")
    assert "/dang-nhap/" in page.url
    page.goto(f"{stage.address}/dang-nhap/can-bo/")
    page.click("#passkey_login")
    page.wait_for_url(lambda where: "/dang-nhap/" not in where)
    page.goto(f"{stage.address}/can-bo/ho-so/")
    assert page.url.endswith("/can-bo/ho-so/")


def test_a_person_is_told_before_the_session_closes(own: BrowserContext, stage: Stage) -> None:
    page = _already(own, stage, "nam.mau")
    page.clock.install()
    page.goto(f"{stage.address}/ho-so/")
    notice = page.locator("[data-ts-idle]")
    page.clock.fast_forward("27:00")
    assert not notice.is_visible()
    page.clock.fast_forward("01:10")
    assert notice.is_visible()
    notice.get_by_role("button", name="Làm tiếp").click()
    notice.wait_for(state="hidden")


def test_the_national_identity_signs_a_citizen_in(own: BrowserContext, stage: Stage) -> None:
    page = own.new_page()
    page.goto(f"{stage.address}/dang-nhap/?next=/ho-so/")
    page.get_by_role("button", name="Đăng nhập bằng định danh điện tử").click()
    page.wait_for_url(re.compile("/gia-lap/dinh-danh/"))
    page.get_by_label(NATIONAL).check()
    page.get_by_role("button", name="Đồng ý chia sẻ thông tin").click()
    page.wait_for_url(re.compile("/ho-so/"))
    assert page.locator("h1").inner_text() == "Hồ sơ của tôi"


def test_an_account_with_a_password_is_tied_to_the_national_identity_by_its_owner(
    own: BrowserContext, stage: Stage
) -> None:
    page = own.new_page()
    page.goto(f"{stage.address}/dang-nhap/?next=/dong-y/")
    page.get_by_role("button", name="Đăng nhập bằng định danh điện tử").click()
    page.get_by_label("Nguyễn Thị Hà Thử").check()
    page.get_by_role("button", name="Đồng ý chia sẻ thông tin").click()
    assert axe_faults(page) == []
    page.get_by_role("button", name="Đăng nhập tài khoản đó").click()
    page.fill("input[name=login]", "ha.thu")
    page.fill("input[name=password]", stage.script.password)
    page.locator("form:has(input[name=login]) button[type=submit]").click()
    assert axe_faults(page) == []
    page.get_by_role("button", name="Gắn vào tài khoản này").click()
    page.wait_for_url(re.compile("/dong-y/"))


def test_who_refuses_the_national_identity_is_not_signed_in(own: BrowserContext, stage: Stage) -> None:
    page = own.new_page()
    page.goto(f"{stage.address}/dang-nhap/?next=/ho-so/")
    page.get_by_role("button", name="Đăng nhập bằng định danh điện tử").click()
    page.get_by_role("button", name="Từ chối").click()
    page.goto(f"{stage.address}/ho-so/")
    assert "/dang-nhap/" in page.url


def test_a_counter_is_locked_and_only_its_pin_opens_it(own: BrowserContext, stage: Stage) -> None:
    page = _already(own, stage, COUNTER)
    page.goto(f"{stage.address}/can-bo/")
    page.get_by_role("button", name="Khóa màn hình").click()
    page.goto(f"{stage.address}/can-bo/ho-so/")
    assert "/khoa/" in page.url
    page.fill("input[name=secret]", "135790")
    page.get_by_role("button", name="Mở khóa").click()
    assert page.get_by_text("Mã PIN hoặc mật khẩu không đúng").first.is_visible()
    page.fill("input[name=secret]", "246810")
    page.get_by_role("button", name="Mở khóa").click()
    page.wait_for_url(re.compile("/can-bo/"))
    assert page.locator("h1").count() == 1
