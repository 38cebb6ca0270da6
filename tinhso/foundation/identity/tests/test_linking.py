"""A national identity with the number of an account that has its own sign-in: nothing is tied before its owner says yes."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts
from tinhso.foundation.identity import api, models, second_factor
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.errors import LinkedElsewhere
from tinhso.foundation.identity.types import NATIONAL, Account, PendingLink
from tinhso.foundation.identity.web.linking import keep_pending
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor

SYSTEM = system_actor()
NUMBER = build.personal_number(1)
CLAIMS = {"TechID": "t1", "LoaiTaiKhoan": "1", "HoVaTen": "Trần Thị Mẫu", "SoDinhDanh": NUMBER}
PAGE = "/dang-nhap/gan-dinh-danh/"


def untied(name: str = "cong-dan", serial: int = 1) -> Account:
    """An account with a password that no national identity was ever tied to."""
    account = build.citizen(name, serial=serial)
    models.NationalLink.objects.filter(user_id=account.user_id).delete()
    return account


def pending_of(account: Account) -> PendingLink:
    found = api.match_national(provider=NATIONAL, claims=CLAIMS, level="LoA2", actor=SYSTEM)
    assert found.pending is not None
    assert found.pending.user_id == account.user_id
    return found.pending


def browser_with(pending: PendingLink, account: Account | None = None) -> Client:
    """A browser that came back from the national identity, signed in to this account or to none."""
    client = Client()
    if account is not None:
        client.force_login(get_user_model().objects.get(pk=account.user_id))
    request = client.get("/dang-nhap/").wsgi_request
    session = client.session
    request.session = session
    keep_pending(request, pending, pending.level)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


@pytest.mark.django_db
def test_an_account_without_a_sign_in_of_its_own_is_simply_tied() -> None:
    card = api.register_person(full_name="Trần Thị Mẫu", personal_number=NUMBER, actor=SYSTEM)
    found = api.match_national(provider=NATIONAL, claims=CLAIMS, level="LoA2", actor=SYSTEM)
    assert found.pending is None
    assert models.User.objects.get(id=found.user_id).person_id == card.id


@pytest.mark.django_db
def test_the_owner_says_yes_and_is_known_by_the_identity_from_then_on() -> None:
    account = untied()
    pending = pending_of(account)
    before = audit_acts()
    stranger = browser_with(pending)
    page = stranger.get(PAGE)
    assert (page.status_code, "Đã có tài khoản mang số định danh của bạn" in page.content.decode()) == (200, True)
    # Nobody has proved anything yet.
    assert stranger.post(PAGE).status_code == 422
    assert (models.NationalLink.objects.count(), audit_acts()) == (0, before)

    owner = browser_with(pending, account)
    assert "Gắn vào tài khoản này" in owner.get(PAGE).content.decode()
    assert owner.post(PAGE).status_code == 302

    link = models.NationalLink.objects.get()
    assert (link.user_id, link.level) == (account.user_id, "LoA2")
    assert audit_acts()[len(before) :] == ["accounts.link"]
    again = api.match_national(provider=NATIONAL, claims=CLAIMS, level="LoA2", actor=SYSTEM)
    assert (again.user_id, again.pending) == (account.user_id, None)


@pytest.mark.django_db
def test_who_has_a_second_factor_passes_it_first() -> None:
    account = untied()
    second_factor.set_totp(models.User.objects.get(id=account.user_id), "JBSWY3DPEHPK3PXP")
    owner = browser_with(pending_of(account), account)
    answer = owner.post(PAGE)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert models.NationalLink.objects.count() == 0


@pytest.mark.django_db
def test_somebody_elses_account_is_not_tied() -> None:
    account, other = untied(), untied("khac", serial=2)
    pending = pending_of(account)
    before = audit_acts()
    with pytest.raises(ActDenied):
        api.confirm_link(pending, actor=build.citizen_actor(other))
    assert browser_with(pending, other).post(PAGE).status_code == 422
    assert (models.NationalLink.objects.count(), audit_acts()) == (0, before)


@pytest.mark.django_db
def test_a_key_that_was_tied_to_another_account_meanwhile_stays_there() -> None:
    account, other = untied(), untied("khac", serial=2)
    pending = pending_of(account)
    models.NationalLink.objects.create(provider=NATIONAL, subject_index=pending.subject_index, user_id=other.user_id)
    with pytest.raises(LinkedElsewhere):
        api.confirm_link(pending, actor=build.citizen_actor(account))
    assert models.NationalLink.objects.get().user_id == other.user_id


@pytest.mark.django_db
def test_who_says_no_is_told_what_then_and_it_is_recorded() -> None:
    account = untied()
    browser = browser_with(pending_of(account))
    page = browser.post(PAGE, {"decline": "1"})
    assert "đến bộ phận một cửa cùng thẻ căn cước" in page.content.decode()
    assert audit_acts()[-1] == "accounts.decline_link"
    assert models.NationalLink.objects.count() == 0
    assert browser.get(PAGE).headers["Location"] == reverse("account_login")


@pytest.mark.django_db
def test_what_waits_is_forgotten_after_a_quarter_of_an_hour() -> None:
    account = untied()
    browser = browser_with(pending_of(account), account)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert browser.post(PAGE).headers["Location"] == reverse("account_login")
    assert models.NationalLink.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_from_the_national_identity_by_the_old_password_to_the_page_one_wanted(live_server: Any) -> None:
    cache.clear()
    account = untied()
    server = str(live_server)
    with httpx.Client(timeout=20) as browser:

        def press(page: httpx.Response, **form: str) -> httpx.Response:
            found = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
            return browser.post(str(page.url), data={"csrfmiddlewaretoken": found[0], **form})

        start = browser.get(f"{server}{reverse('identity:national')}", params={"next": "/ho-so/?trang=1"})
        page = browser.get(start.headers["Location"])
        (who,) = re.findall(r'name="who"[^>]*value="([0-9a-f]{32})"', page.text)
        back = browser.get(press(page, who=who).headers["Location"])
        assert back.headers["Location"] == PAGE
        asked = browser.get(f"{server}{PAGE}")
        assert browser.get(f"{server}/tai-khoan/bao-mat/").status_code == 302
        (sign_in,) = re.findall(r'href="(/dang-nhap/[^"]*next=[^"]+)"', asked.text)
        form = browser.get(f"{server}{sign_in}")
        signed_in = press(form, login="cong-dan", password="mat-khau-thu-nghiem", next=PAGE)
        assert signed_in.headers["Location"] == PAGE
        done = press(browser.get(f"{server}{PAGE}"))
    assert done.headers["Location"] == "/ho-so/?trang=1"
    assert models.NationalLink.objects.get().user_id == account.user_id
    cache.clear()
