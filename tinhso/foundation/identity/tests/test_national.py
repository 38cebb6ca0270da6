"""Sign-in by the national identity over real HTTP (code flow with PKCE)."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tinhso.foundation.identity import api, models, representatives
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.actions.match_national import match_national
from tinhso.foundation.identity.errors import IdentityInvalid
from tinhso.foundation.identity.types import NATIONAL, NationalMatch, RepresentativeClaim, Right
from tinhso.foundation.identity.web.national import LEVEL_SESSION_KEY
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import events_of

SYSTEM = system_actor()
NUMBER = build.personal_number(1)
FAILED = "/dang-nhap/?loi=dinh-danh"


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    cache.clear()
    with httpx.Client(timeout=20) as client:
        yield client
    cache.clear()


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def to_stand_in(browser: httpx.Client, server: str, after: str = "/") -> httpx.Response:
    start = browser.get(f"{server}{reverse('identity:national')}", params={"next": after})
    assert start.status_code == 302, start.text[:500]
    asked = parse_qs(urlsplit(start.headers["Location"]).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    return browser.get(start.headers["Location"])


def choose(browser: httpx.Client, page: httpx.Response, who: str) -> httpx.Response:
    return browser.post(str(page.url), data={"csrfmiddlewaretoken": token_in(page.text), "who": who})


@pytest.mark.django_db(transaction=True)
def test_a_citizen_signs_in_by_the_national_identity(browser: httpx.Client, live_server: object) -> None:
    account = build.citizen()
    server = str(live_server)
    page = to_stand_in(browser, server, "/tai-khoan/bao-mat/")
    assert "GIẢ LẬP" in page.text
    (who,) = re.findall(r'name="who"[^>]*value="([0-9a-f]{32})"', page.text)

    back = choose(browser, page, who)
    done = browser.get(back.headers["Location"])

    assert (done.status_code, done.headers["Location"]) == (302, "/tai-khoan/bao-mat/")
    assert browser.get(f"{server}/tai-khoan/bao-mat/").status_code == 200
    link = models.NationalLink.objects.get()
    assert (link.user_id, link.level, link.provider) == (account.user_id, "LoA2", NATIONAL)
    assert NUMBER not in repr(list(SocialAccount.objects.values()))
    assert NUMBER not in repr([session.get_decoded() for session in Session.objects.all()])
    replayed = browser.get(back.headers["Location"])
    assert replayed.headers["Location"] == FAILED
    assert models.NationalLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_refusing_or_forging_signs_nobody_in(browser: httpx.Client, live_server: object) -> None:
    build.citizen()
    server = str(live_server)
    page = to_stand_in(browser, server)
    refused = browser.post(str(page.url), data={"csrfmiddlewaretoken": token_in(page.text), "refuse": "1"})
    assert browser.get(refused.headers["Location"]).headers["Location"] == FAILED
    assert "Chưa đăng nhập được" in browser.get(f"{server}{FAILED}").text

    returned = f"{server}/dang-nhap/dinh-danh/{NATIONAL}/tro-ve/"
    assert browser.get(returned, params={"code": "x", "state": "forged"}).headers["Location"] == FAILED
    tampered = browser.get(str(page.url).replace("S256", "plain"))
    assert tampered.status_code == 400
    assert models.NationalLink.objects.exclude(level="").count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_code_needs_its_verifier_and_works_once(browser: httpx.Client, live_server: object) -> None:
    build.citizen()
    page = to_stand_in(browser, str(live_server))
    (who,) = re.findall(r'name="who"[^>]*value="([0-9a-f]{32})"', page.text)
    code = parse_qs(urlsplit(choose(browser, page, who).headers["Location"]).query)["code"][0]
    asked = {key: value[0] for key, value in parse_qs(urlsplit(str(page.url)).query).items()}
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": asked["redirect_uri"],
        "client_id": asked["client_id"], "client_secret": "gia-lap", "code_verifier": "wrong",
    }  # fmt: skip

    first = browser.post(f"{live_server}/gia-lap/dinh-danh/oauth2/token", data=form)
    stranger = browser.post(f"{live_server}/gia-lap/dinh-danh/oauth2/token", data={**form, "client_secret": "no"})

    assert (first.status_code, first.json()) == (400, {"error": "invalid_grant"})
    assert (stranger.status_code, stranger.json()) == (401, {"error": "invalid_client"})


def claims(**more: str) -> dict[str, object]:
    return {"sub": "s", "LoaiTaiKhoan": "1", "HoVaTen": "Trần Thị Mẫu", **more}


def matched(given: dict[str, object]) -> NationalMatch:
    return match_national(provider=NATIONAL, claims=given, level="LoA2", actor=SYSTEM)


def match(given: dict[str, object]) -> models.User:
    found = matched(given)
    assert found.pending is None
    return models.User.objects.get(id=found.user_id)


@pytest.mark.django_db
def test_matching_goes_by_key_then_identifier_then_new_card() -> None:
    # Tied to its first key from the start: another key of the same provider is the same person enrolled anew.
    account = build.citizen()

    by_number = match(claims(TechID="t1", SoDinhDanh=NUMBER))
    by_key = match(claims(TechID="t1"))
    new = match(claims(TechID="t2", SoDinhDanh=build.personal_number(2), NgaySinh="17/05/1990", GioiTinh="Nữ"))
    again = match(claims(TechID="t2"))

    assert (by_number.id, by_key.id) == (account.user_id, account.user_id)
    assert new.id == again.id
    assert not new.has_usable_password()
    assert new.person is not None
    assert (new.person.born_on, new.person.sex) == (date(1990, 5, 17), "female")
    assert models.Person.objects.count() == 2


@pytest.mark.django_db
def test_a_foreigner_matches_by_passport() -> None:
    first = match(claims(TechID="t1", HoChieu="AB123456", QuocTich="FR", HoVaTen="Sample Person"))
    second = match(claims(TechID="t2", HoChieu="ab 123456", QuocTich="FR"))

    assert first.id == second.id


BUSINESS = {"LoaiTaiKhoan": "2", "MaSoThue": "0100233488", "TenDoanhNghiep": "Công ty Mẫu", "SoDinhDanh": NUMBER}
# What the business register says of who signs in → what they may do in the company from then on.
REGISTER = {True: frozenset(Right), False: frozenset(), None: frozenset()}


@pytest.mark.django_db
@pytest.mark.parametrize("said", REGISTER)
def test_only_the_representative_whom_the_register_names_manages_the_company_at_once(
    said: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[RepresentativeClaim] = []

    def register(claim: RepresentativeClaim) -> bool | None:
        asked.append(claim)
        return said

    monkeypatch.setattr(representatives, "_registers", [register])
    account = build.citizen()

    user = match(claims(TechID="b1", **BUSINESS))

    assert user.id == account.user_id
    company = models.Organisation.objects.get()
    assert (company.name, company.tax_code) == ("Công ty Mẫu", "0100233488")
    assert api.rights_in(account.person_id, company.id) == REGISTER[said]
    assert models.Membership.objects.count() == (1 if said else 0)
    assert asked == [RepresentativeClaim(company.id, "0100233488", "Trần Thị Mẫu", personal_number=NUMBER)]


@pytest.mark.django_db
def test_who_was_let_in_is_not_asked_about_again_and_keeps_what_the_manager_gave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(representatives, "_registers", [lambda claim: False])
    account = build.citizen()
    match(claims(TechID="b1", **BUSINESS))
    company = models.Organisation.objects.get()
    api.grant_membership(
        organisation_id=company.id, person_id=account.person_id, rights=(Right.VIEW,),
        valid_from=build.SINCE, actor=SYSTEM,
    )  # fmt: skip
    monkeypatch.setattr(representatives, "_registers", [lambda claim: pytest.fail("asked again")])

    match(claims(TechID="b1", **BUSINESS))

    assert api.rights_in(account.person_id, company.id) == {Right.VIEW}


@pytest.mark.django_db
def test_whom_the_register_no_longer_names_loses_what_it_gave_at_the_next_business_sign_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[bool | None] = [True]
    monkeypatch.setattr(representatives, "_registers", [lambda claim: said[0]])
    account = build.citizen()
    match(claims(TechID="b1", **BUSINESS))
    company = models.Organisation.objects.get()

    said[0] = None
    match(claims(TechID="b1", **BUSINESS))
    assert api.rights_in(account.person_id, company.id) == frozenset(Right)
    said[0] = False
    match(claims(TechID="b1", **BUSINESS))
    match(claims(TechID="b1", **BUSINESS))

    assert api.rights_in(account.person_id, company.id) == frozenset()
    told = [one.payload for one in events_of(("organisation", company.id)) if one.name.endswith("representative_ended")]
    assert told == [{"organisation_id": str(company.id), "person_id": str(account.person_id)}]
    ended = apps.get_model("access", "AuditEntry")._default_manager.filter(act="organisations.end_representation")
    assert ended.count() == 1


@pytest.mark.django_db
def test_a_new_representative_ends_the_former_ones_rights_and_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {NUMBER}
    monkeypatch.setattr(representatives, "_registers", [lambda claim: claim.personal_number in named])
    former, clerk = build.citizen(), build.citizen("ke-toan", serial=3)
    match(claims(TechID="b1", **BUSINESS))
    company = models.Organisation.objects.get()
    api.grant_membership(
        organisation_id=company.id,
        person_id=clerk.person_id,
        rights=(Right.SUBMIT,),
        valid_from=build.SINCE,
        actor=SYSTEM,
    )
    new = build.citizen("dai-dien-moi", serial=2)
    named.clear()
    named.add(build.personal_number(2))

    match(claims(TechID="b2", **{**BUSINESS, "SoDinhDanh": build.personal_number(2)}))

    assert api.rights_in(new.person_id, company.id) == frozenset(Right)
    assert api.rights_in(former.person_id, company.id) == frozenset()
    assert api.rights_in(clerk.person_id, company.id) == {Right.SUBMIT}


@pytest.mark.django_db
def test_the_owner_of_a_household_business_is_known_by_the_number_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(representatives, "_registers", [])
    account = build.citizen()
    match(claims(TechID="b1", **{**BUSINESS, "MaSoThue": NUMBER}))
    (household,) = api.organisations_of(account.person_id)
    assert api.rights_in(account.person_id, household.id) == frozenset(Right)


@pytest.mark.django_db
def test_claims_without_a_key_are_refused() -> None:
    with pytest.raises(IdentityInvalid):
        match({"HoVaTen": "Ai Đó"})
    assert models.Person.objects.count() == 0


@pytest.mark.django_db
def test_the_level_of_the_sign_in_goes_with_whoever_acts() -> None:
    account = build.citizen()
    client = Client()
    client.force_login(models.User.objects.get(id=account.user_id), "django.contrib.auth.backends.ModelBackend")
    assert api.actor_of(client.get("/tai-khoan/bao-mat/").wsgi_request).assurance == ""
    session = client.session
    session[LEVEL_SESSION_KEY] = "LoA1"
    session.save()
    assert api.actor_of(client.get("/tai-khoan/bao-mat/").wsgi_request).assurance == "LoA1"
