"""Another system's users sign in here (`docs/guides/sso.md`; tests/journeys/test_sso_guide.py walks it in a browser)."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.idp.oidc.internal.oauthlib import authorization_codes
from allauth.idp.oidc.models import Token
from click.testing import CliRunner
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.access.testing import audit_acts, security_acts
from tinhso.foundation.identity import api, models, types
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.commands import sso
from tinhso.foundation.identity.errors import AlreadyRegistered, IdentityInvalid, SsoClientNotFound
from tinhso.foundation.identity.tasks import forget_ended
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor

SYSTEM = system_actor()
BACK = "https://phan-he.example/tro-ve"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code", "client_id": "phan-he", "redirect_uri": BACK, "state": "st", "nonce": "n1",
    "scope": "openid profile", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
}  # fmt: skip


@pytest.fixture
def secret(db: None) -> str:
    return api.add_sso_client(code="phan-he", title="Phân hệ mẫu", redirects=[BACK], actor=SYSTEM)


@pytest.fixture
def browser(db: None) -> Client:
    """Somebody who has signed in."""
    build.role("clerk", {})
    build.province([("xa.mot-cua", "H99.101", ("clerk",))])
    return signed_in(build.citizen())


def signed_in(account: types.Account) -> Client:
    client = Client()
    client.force_login(models.User.objects.get(id=account.user_id), "django.contrib.auth.backends.ModelBackend")
    return client


def ask(browser: Client, **changed: str) -> Any:
    return browser.get("/identity/o/authorize", {**ASKED, **changed})


def words_of(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def code_of(answer: Any) -> str:
    assert answer.status_code == 302, words_of(answer)[:300]
    assert answer.headers["Location"].startswith(f"{BACK}?")
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert found["state"] == ["st"]
    return str(found["code"][0])


def exchange(browser: Client, code: str, secret: str, verifier: str = VERIFIER) -> Any:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": "phan-he",
        "client_secret": secret, "code_verifier": verifier,
    }  # fmt: skip
    return browser.post("/identity/o/api/token", form)


def userinfo(browser: Client, token: str) -> Any:
    return browser.get("/identity/o/api/userinfo", headers={"Authorization": f"Bearer {token}"})


def renewed(browser: Client, token: str, secret: str) -> str:
    """What the token endpoint says to a system that would stay signed in for its user: no system may."""
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "phan-he", "client_secret": secret}
    return str(browser.post("/identity/o/api/token", form).json()["error"])


def test_a_system_learns_who_signed_in_and_no_identifier(browser: Client, secret: str) -> None:
    tokens = exchange(browser, code_of(ask(browser)), secret).json()
    keys = browser.get("/.well-known/jwks.json").json()["keys"]
    told = jwt.decode(tokens["id_token"], jwt.PyJWK(keys[0]).key, algorithms=["RS256"], audience="phan-he")
    info = userinfo(browser, tokens["access_token"]).json()

    assert told["nonce"] == "n1"
    assert info == {"sub": told["sub"], "name": told["name"], "preferred_username": "cong-dan", "posts": []}
    assert build.personal_number(1) not in str(info) + str(told)
    assert renewed(browser, tokens["refresh_token"], secret) == "unauthorized_client"
    assert ("sign_in", "sso:phan-he") in security_acts()


def test_a_code_works_once_and_only_with_its_verifier(browser: Client, secret: str) -> None:
    wrong = exchange(browser, code_of(ask(browser)), secret, verifier="w" * 64)
    code = code_of(ask(browser))
    first, replayed = exchange(browser, code, secret), exchange(browser, code, secret)
    stranger = exchange(browser, code_of(ask(browser)), "khong-phai")

    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    assert first.status_code == 200
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_grant")
    assert (stranger.status_code, stranger.json()["error"]) == (401, "invalid_client")


def test_a_code_that_is_brought_again_ends_what_it_opened(browser: Client, secret: str) -> None:
    code, other = code_of(ask(browser)), exchange(browser, code_of(ask(browser)), secret).json()
    opened = exchange(browser, code, secret).json()

    # Whoever found the code but is no registered system ends nobody's sign-in.
    assert exchange(browser, code, "khong-phai").status_code == 401
    assert userinfo(browser, opened["access_token"]).status_code == 200

    assert exchange(browser, code, secret, verifier="w" * 64).json() == {"error": "invalid_grant"}
    assert userinfo(browser, opened["access_token"]).status_code == 401
    assert Token.objects.filter(type=Token.Type.REFRESH_TOKEN).count() == 1
    assert userinfo(browser, other["access_token"]).status_code == 200
    assert ("sign_in_failed", "sso:replayed") in security_acts()


def test_two_who_bring_one_code_at_once_open_nothing(
    browser: Client, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(ask(browser))
    seen: list[Any] = []
    given = authorization_codes.lookup

    def slowly(client_id: str, code: str) -> dict[str, Any] | None:
        """The second comes when the first has read that the code is good, and is told the same."""
        found: dict[str, Any] | None = given(client_id, code)
        if not seen:
            seen.append(None)
            seen[0] = exchange(browser, code, secret)
        return found

    monkeypatch.setattr(authorization_codes, "lookup", slowly)
    first = exchange(browser, code, secret)

    assert (first.status_code, first.json()) == (400, {"error": "invalid_grant"})
    assert (seen[0].status_code, seen[0].json()) == (400, {"error": "invalid_grant"})
    assert Token.objects.count() == 0


def test_a_try_that_failed_leaves_the_code_to_its_owner(browser: Client, secret: str) -> None:
    code = code_of(ask(browser))

    assert exchange(browser, code, secret, verifier="w" * 64).status_code == 400
    assert exchange(browser, code, secret).status_code == 200


# What a system learns only when its user agrees


def answer_of(browser: Client, page: Any, action: str) -> Any:
    request = re.findall(r'name="request" value="([^"]+)"', words_of(page))[0]
    form = {"request": request, "scopes": ["openid", "profile"], "action": action}
    return browser.post("/identity/o/authorize", form)


def sent_to(page: Any) -> dict[str, list[str]]:
    """Where the page leads on, asked parameters read."""
    (where,) = re.findall(r'content="0; url=([^"]+)"', words_of(page))
    assert where.startswith(f"{BACK}?")
    return parse_qs(urlsplit(unescape(where)).query)


def test_a_system_that_must_ask_learns_nothing_before_its_user_agreed(browser: Client, secret: str) -> None:
    api.set_sso_consent(code="phan-he", asks=True, actor=SYSTEM)

    page = ask(browser)
    assert page.status_code == 200
    assert "Cho Phân hệ mẫu biết bạn là ai?" in words_of(page)
    assert "(cong-dan). <a" in words_of(page), "on a shared machine one sees as whom"
    assert ("sign_in", "sso:phan-he") not in security_acts()
    refused = sent_to(answer_of(browser, page, "deny"))
    assert (refused["error"], refused["state"], "code" in refused) == (["access_denied"], ["st"], False)

    agreed = sent_to(answer_of(browser, ask(browser), "grant"))
    (code,) = agreed["code"]
    # What was asked with the question still holds: state, verifier, nonce.
    assert agreed["state"] == ["st"]
    assert exchange(browser, code, secret, verifier="w" * 64).json()["error"] == "invalid_grant"
    tokens = exchange(browser, code, secret).json()
    assert userinfo(browser, tokens["access_token"]).json()["preferred_username"] == "cong-dan"
    assert [kind for kind, act in security_acts() if act == "sso:phan-he"] == ["sign_in_failed", "sign_in"]
    # Asked again the next time, also by a silent question, and no more once the administrator says so.
    assert ask(browser).status_code == 200
    silent = parse_qs(urlsplit(ask(browser, prompt="none").headers["Location"]).query)
    assert (silent["error"], silent["state"], "code" in silent) == (["consent_required"], ["st"], False)
    api.set_sso_consent(code="phan-he", asks=False, actor=SYSTEM)
    assert ask(browser).status_code == 302
    assert audit_acts()[-2:] == ["sso.set_consent", "sso.set_consent"]


def test_who_was_taken_back_while_the_user_was_asked_gets_nobody(browser: Client, secret: str) -> None:
    api.set_sso_consent(code="phan-he", asks=True, actor=SYSTEM)
    page = ask(browser)
    api.revoke_sso_client(code="phan-he", actor=SYSTEM)

    for action in ("grant", "deny"):
        answer = answer_of(browser, page, action)
        assert answer.status_code == 400
        assert "phan-he.example" not in words_of(answer)


def test_what_was_asked_cannot_be_changed_on_the_way(browser: Client, secret: str) -> None:
    api.set_sso_consent(code="phan-he", asks=True, actor=SYSTEM)
    ask(browser)

    form = {"request": "bia-ra", "scopes": ["openid"], "action": "grant"}
    assert browser.post("/identity/o/authorize", form).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert answer_of(strict, ask(browser), "grant").status_code == 403


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"redirect_uri": "https://ke-gia.example/tro-ve"}, "không phải địa chỉ mà hệ thống đó đã đăng ký"),
        ({"redirect_uri": f"{BACK}/them"}, "không phải địa chỉ mà hệ thống đó đã đăng ký"),
        ({"redirect_uri": ""}, "không phải địa chỉ mà hệ thống đó đã đăng ký"),
        ({"client_id": "khong-co"}, "không có trong danh sách của tỉnh, hoặc đã bị thu hồi"),
    ],
)
def test_whoever_is_not_registered_gets_nobody(
    browser: Client, secret: str, changed: dict[str, str], words: str
) -> None:
    answer = ask(browser, **changed)

    assert answer.status_code == 400
    assert words in words_of(answer)
    assert "example" not in words_of(answer)
    assert Token.objects.count() == 0


def test_a_key_of_the_api_signs_nobody_in(browser: Client) -> None:
    access.create_client(code="goi-api", title="Gọi API", scopes=["dossiers.read"], agency_ids=[], actor=SYSTEM)
    (prefix,) = [one.prefix for one in access.client_keys(client_id=access.list_clients()[0].id, actor=SYSTEM)]

    assert ask(browser, client_id=prefix).status_code == 400


@pytest.mark.parametrize("changed", [{"code_challenge": ""}, {"code_challenge_method": "plain"}])
def test_without_pkce_the_system_is_told_and_gets_no_code(
    browser: Client, secret: str, changed: dict[str, str]
) -> None:
    answer = ask(browser, **changed)

    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(f"{BACK}?")
    assert asked["error"] == ["invalid_request"]
    assert asked["state"] == ["st"]
    assert "code" not in asked


def test_a_wider_scope_and_another_flow_are_refused(browser: Client, secret: str) -> None:
    for changed, error in (
        ({"scope": "openid email"}, "invalid_scope"),
        ({"response_type": "token"}, "unauthorized_client"),
    ):
        answer = ask(browser, **changed)
        parts = urlsplit(answer.headers["Location"])
        assert error in parts.query + parts.fragment


def test_a_silent_question_about_nobody_is_answered(secret: str) -> None:
    answer = ask(Client(), prompt="none")
    plain = ask(Client())
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["login_required"]
    assert plain.headers["Location"].startswith(reverse("account_login"))


def test_from_our_own_form_a_page_leads_on(browser: Client, secret: str) -> None:
    page = browser.get("/identity/o/authorize", ASKED, headers={"Sec-Fetch-Site": "same-origin"})

    assert page.status_code == 200
    assert 'content="0; url=https://phan-he.example/tro-ve?code=' in words_of(page)
    assert "Đang đến Phân hệ mẫu" in words_of(page)


def test_an_officer_passes_the_second_factor_first(browser: Client, secret: str) -> None:
    officer = signed_in(build.officer("can-bo", "xa.mot-cua"))

    assert ask(officer).headers["Location"] == reverse("identity:second_factor")


def test_who_is_taken_back_is_shut_out_at_once(browser: Client, secret: str) -> None:
    tokens = exchange(browser, code_of(ask(browser)), secret).json()
    pending = code_of(ask(browser))
    assert userinfo(browser, tokens["access_token"]).status_code == 200

    api.revoke_sso_client(code="phan-he", actor=SYSTEM)

    assert userinfo(browser, tokens["access_token"]).status_code == 401
    assert exchange(browser, pending, secret).status_code == 401
    assert "đã bị thu hồi" in words_of(ask(browser))
    assert audit_acts()[-1] == "sso.revoke_client"


def test_a_new_secret_ends_the_old_one(browser: Client, secret: str) -> None:
    renewed = api.renew_sso_secret(code="phan-he", actor=SYSTEM)

    assert exchange(browser, code_of(ask(browser)), secret).status_code == 401
    assert exchange(browser, code_of(ask(browser)), renewed).status_code == 200


def test_what_has_ended_is_forgotten(browser: Client, secret: str) -> None:
    exchange(browser, code_of(ask(browser)), secret)
    assert (Token.objects.count(), forget_ended()) == (2, 0)

    with clock.frozen(clock.now() + timedelta(days=400)):
        # A clock that is set for a play ends nobody's session.
        assert forget_ended() == 0
    past = timezone.now() - timedelta(seconds=1)
    Token.objects.update(expires_at=past)
    Session.objects.update(expire_date=past)
    assert forget_ended() == 3
    assert (Token.objects.count(), Session.objects.count()) == (0, 0)


def test_what_the_provider_says_of_itself_has_a_door(browser: Client) -> None:
    offered: dict[str, Any] = browser.get("/.well-known/openid-configuration").json()

    assert offered["response_types_supported"] == ["code"]
    assert offered["code_challenge_methods_supported"] == ["S256"]
    for name in ("token_endpoint", "revocation_endpoint", "userinfo_endpoint", "jwks_uri", "authorization_endpoint"):
        assert browser.post(offered[name]).status_code != 404
    assert browser.post("/identity/o/api/device/code").status_code == 404


@pytest.mark.django_db
def test_the_commands_tell_a_secret_once_and_are_audited() -> None:
    run = CliRunner()
    more = ["--title", "Bến xe", "--redirect", "https://ben-xe.example/vao", "--redirect", "http://localhost:8400/vao"]
    made = json.loads(run.invoke(sso, ["client", "add", "ben-xe", *more, "--json"]).output)
    listed = run.invoke(sso, ["client", "list"]).output

    assert made["client_id"] == "ben-xe"
    assert "http://localhost:8400/vao" in listed
    assert made["client_secret"] not in listed
    twice = run.invoke(sso, ["client", "add", "ben-xe", *more])
    assert (twice.exit_code, "đã dùng" in twice.output) == (1, True)
    renewed = run.invoke(sso, ["client", "secret", "ben-xe"])
    assert made["client_secret"] not in renewed.output
    assert run.invoke(sso, ["client", "consent", "ben-xe"]).exit_code == 2
    assert "hỏi người dùng mỗi lần" in run.invoke(sso, ["client", "consent", "ben-xe", "--ask"]).output
    assert "hỏi người dùng mỗi lần)" in run.invoke(sso, ["client", "list"]).output
    assert run.invoke(sso, ["client", "revoke", "ben-xe"]).exit_code == 0
    gone = run.invoke(sso, ["client", "revoke", "ben-xe"])
    assert (gone.exit_code, "Không có hệ thống nào" in gone.output) == (1, True)
    assert audit_acts() == ["sso.add_client", "sso.renew_secret", "sso.set_consent", "sso.revoke_client"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "http://phan-he.example/vao", "https://*.example/vao", "https://phan-he.example/vao#x", "phan-he.example",
        "https://ai:do@phan-he.example/", "javascript:alert(1)", "https://phan-he.example:cong/", "https:///vao",
    ],
)  # fmt: skip
def test_an_address_that_somebody_between_could_use_is_refused(address: str) -> None:
    with pytest.raises(IdentityInvalid):
        api.add_sso_client(code="phan-he", title="Phân hệ", redirects=[address], actor=SYSTEM)
    assert api.sso_client_coded("phan-he") is None
    assert audit_acts() == []


@pytest.mark.django_db
def test_only_an_administrator_lets_systems_in() -> None:
    build.role("clerk", {})
    build.province([("xa.mot-cua", "H99.101", ("clerk",))])
    officer = build.officer("can-bo", "xa.mot-cua")
    actor = build.officer_actor(officer, "xa.mot-cua")
    api.add_sso_client(code="phan-he", title="Phân hệ", redirects=[BACK], actor=SYSTEM)
    before = audit_acts()
    refused: list[Callable[[], object]] = [
        lambda: api.add_sso_client(code="khac", title="Khác", redirects=[BACK], actor=actor),
        lambda: api.renew_sso_secret(code="phan-he", actor=actor),
        lambda: api.revoke_sso_client(code="phan-he", actor=actor),
        lambda: api.set_sso_consent(code="phan-he", asks=True, actor=actor),
        lambda: api.list_sso_clients(actor=actor),
    ]

    for act in refused:
        with pytest.raises(ActDenied):
            act()

    assert [(one.code, one.asks) for one in api.list_sso_clients(actor=SYSTEM)] == [("phan-he", False)]
    assert audit_acts() == before
    with pytest.raises(AlreadyRegistered):
        api.add_sso_client(code="phan-he", title="Khác", redirects=[BACK], actor=SYSTEM)
    with pytest.raises(SsoClientNotFound):
        api.revoke_sso_client(code="khac", actor=SYSTEM)
