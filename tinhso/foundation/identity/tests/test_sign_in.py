"""Signing in: no enumeration, the second factor on every staff page, locks, posts, limits."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import api
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.models import User
from tinhso.foundation.identity.web import sessions
from tinhso.kernel import clock
from tinhso.kernel.actor import Channel, system_actor

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "mat-khau-thu-nghiem"
POSTS = "/can-bo/vi-tri/"


@pytest.fixture(autouse=True)
def _posts(settings: Settings) -> Iterator[None]:
    settings.MFA_TOTP_TOLERANCE = 1
    cache.clear()
    build.role("clerk", {"dossiers.accept": "own"})
    build.province([("xa.mot-cua", "H99.101", ("clerk",)), ("xa.tu-phap", "H99.101", ("clerk",))])
    yield
    cache.clear()


def code(secret: str = SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(client: Client, name: str, *, second: bool = True) -> None:
    response = client.post(reverse("identity:staff_sign_in"), {"login": name, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()[:2000]
    if second:
        assert response.headers["Location"] == reverse("mfa_authenticate")
        cache.clear()
        done = client.post(reverse("mfa_authenticate"), {"code": code()})
        assert (done.status_code, done.headers["Location"]) == (302, "/can-bo/")


def kinds() -> list[str]:
    return [entry.kind for entry in reversed(access.security_log(actor=system_actor()))]


def test_an_officer_enters_with_password_and_code(client: Client) -> None:
    account = build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    sign_in(client, "a")

    response = client.get(POSTS)

    actor = api.actor_of(response.wsgi_request)
    held = api.held_posts(account.person_id)[0]
    assert response.status_code == 200
    assert (actor.person_id, actor.post_id, actor.agency_id, actor.channel) == (
        account.person_id,
        held.post.id,
        held.agency.id,
        Channel.COUNTER,
    )
    assert kinds() == [SecurityKind.SIGN_IN]


def test_on_citizen_pages_the_same_person_has_no_post(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    sign_in(client, "a")

    actor = api.actor_of(client.get(reverse("mfa_index")).wsgi_request)

    assert (actor.post_id, actor.channel) == (None, Channel.ONLINE)
    assert actor.person_id is not None


def test_a_password_alone_opens_no_staff_page(client: Client) -> None:
    build.officer("a", "xa.mot-cua")
    sign_in(client, "a", second=False)

    response = client.get(POSTS)

    assert response.headers["Location"] == reverse("identity:second_factor")
    assert client.get(reverse("identity:second_factor")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_staff_pages(client: Client) -> None:
    build.officer("a", "xa.mot-cua")
    sign_in(client, "a", second=False)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})

    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(POSTS).status_code == 200
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert stored.startswith("k")


def test_an_officer_cannot_remove_the_last_factor(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    sign_in(client, "a")

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(type="totp").count() == 1


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get(POSTS)

    assert response.headers["Location"] == f"{reverse('identity:staff_sign_in')}?next=%2Fcan-bo%2Fvi-tri%2F"


def test_a_citizen_finds_no_staff_page(client: Client) -> None:
    build.citizen()
    sign_in(client, "cong-dan", second=False)

    assert client.get(POSTS).status_code == 403
    assert kinds()[-1] == SecurityKind.DENIED


def test_unknown_names_and_wrong_passwords_look_alike(client: Client) -> None:
    build.officer("a", "xa.mot-cua")
    url = reverse("identity:staff_sign_in")

    wrong = client.post(url, {"login": "a", "password": "sai"})
    unknown = client.post(url, {"login": "b", "password": "sai"})

    def words(page: bytes) -> str:
        text = page.decode()
        return (
            text.replace('value="a"', "")
            .replace('value="b"', "")[text.index("<main") :]
            .split("csrfmiddlewaretoken")[0]
        )

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in words(wrong.content)
    assert words(wrong.content) == words(unknown.content)
    rows = access.security_log(actor=system_actor(), kind=SecurityKind.SIGN_IN_FAILED)
    assert len(rows) == 2
    assert {row.path for row in rows} == {url}


def test_guessing_is_slowed_down(client: Client) -> None:
    build.officer("a", "xa.mot-cua")
    url = reverse("identity:staff_sign_in")
    for _ in range(5):
        client.post(url, {"login": "a", "password": "sai"})

    right = client.post(url, {"login": "a", "password": PASSWORD})

    assert right.status_code in (422, 429)
    assert "_auth_user_id" not in client.session


def test_guessing_one_account_locks_neither_colleagues_nor_its_owner_elsewhere(client: Client) -> None:
    build.officer("a", "xa.mot-cua")
    build.officer("b", "xa.tu-phap")
    url = reverse("identity:staff_sign_in")
    guesses = [client.post(url, {"login": "a", "password": "sai"}).content.decode() for _ in range(12)]

    colleague = Client().post(url, {"login": "b", "password": PASSWORD})
    owner = Client(REMOTE_ADDR="198.51.100.7").post(url, {"login": "a", "password": PASSWORD})

    assert ["quá nhiều lần" in page for page in guesses] == [False] * 5 + [True] * 7
    assert colleague.status_code == 302
    assert owner.status_code == 302


def test_guessing_one_account_from_many_addresses_ends_too(client: Client) -> None:
    build.officer("a", "xa.mot-cua")
    build.officer("b", "xa.tu-phap")
    url = reverse("identity:staff_sign_in")
    for number in range(30):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(url, {"login": "a", "password": "sai"})

    right = Client(REMOTE_ADDR="203.0.113.1").post(url, {"login": "a", "password": PASSWORD})
    colleague = Client().post(url, {"login": "b", "password": PASSWORD})

    assert (right.status_code, "quá nhiều lần" in right.content.decode()) == (422, True)
    assert colleague.status_code == 302


def test_outside_a_demo_a_citizens_password_does_not_work(client: Client, settings: Settings) -> None:
    build.citizen()
    settings.DEMO = False
    response = client.post(reverse("account_login"), {"login": "cong-dan", "password": PASSWORD})

    assert response.status_code == 422
    assert "_auth_user_id" not in client.session
    assert client.get("/gia-lap/dinh-danh/").status_code == 404


def test_lock_keeps_the_session_and_the_pin_opens_it(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET, pin="246810")
    sign_in(client, "a")

    client.post(reverse("identity:lock_now"))
    blocked = client.get(POSTS)
    elsewhere = client.get(reverse("mfa_index"))
    wrong = client.post(reverse("identity:lock"), {"secret": "000000"})
    opened = client.post(reverse("identity:lock"), {"secret": "246810", "next": POSTS})

    assert blocked.headers["Location"].startswith(reverse("identity:lock"))
    assert elsewhere.headers["Location"].startswith(reverse("identity:lock"))
    assert (wrong.status_code, "Còn 4 lần thử" in wrong.content.decode()) == (422, True)
    assert opened.headers["Location"] == POSTS
    assert client.get(POSTS).status_code == 200
    assert kinds()[1:] == [SecurityKind.LOCKED, SecurityKind.UNLOCK_FAILED, SecurityKind.UNLOCKED]


def test_five_wrong_pins_end_the_session(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET, pin="246810")
    sign_in(client, "a")
    client.post(reverse("identity:lock_now"))

    for _ in range(5):
        last = client.post(reverse("identity:lock"), {"secret": "000000"})

    assert last.headers["Location"] == reverse("identity:staff_sign_in")
    assert "_auth_user_id" not in client.session


def test_two_officers_share_a_counter(client: Client) -> None:
    first = build.officer("a", "xa.mot-cua", totp_secret=SECRET, pin="246810")
    second = build.officer("b", "xa.tu-phap", totp_secret=SECRET, pin="135791")
    sign_in(client, "a")
    client.post(reverse("identity:lock_now"))

    switched = client.post(reverse("identity:switch_officer"))
    assert switched.headers["Location"] == reverse("identity:staff_sign_in")
    sign_in(client, "b")
    assert api.actor_of(client.get(POSTS).wsgi_request).person_id == second.person_id
    client.post(reverse("identity:lock_now"))
    page = client.get(reverse("identity:lock"))
    assert [one.user.id for one in page.context["parked"]] == [first.user_id]
    client.post(reverse("identity:come_back"), {"officer": str(first.user_id)})

    still_locked = client.get(POSTS)
    assert still_locked.headers["Location"].startswith(reverse("identity:lock"))
    assert client.post(reverse("identity:lock"), {"secret": "135791"}).status_code == 422
    client.post(reverse("identity:lock"), {"secret": "246810"})
    assert api.actor_of(client.get(POSTS).wsgi_request).person_id == first.person_id
    client.post(reverse("identity:lock_now"))
    parked = client.get(reverse("identity:lock")).context["parked"]
    assert [one.user.id for one in parked] == [second.user_id]


def test_an_unused_officers_screen_locks_itself(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    sign_in(client, "a")
    client.get(POSTS)

    with clock.frozen(clock.now() + timedelta(minutes=16)):
        response = client.get(POSTS)

    assert response.headers["Location"].startswith(reverse("identity:lock"))
    assert client.session[sessions.LOCKED] is True


def test_an_unused_citizens_session_ends(client: Client) -> None:
    build.citizen()
    sign_in(client, "cong-dan", second=False)
    client.get(reverse("mfa_index"))

    with clock.frozen(clock.now() + timedelta(minutes=31)):
        client.get(reverse("mfa_index"))

    assert "_auth_user_id" not in client.session


def test_an_officer_with_two_posts_chooses(client: Client) -> None:
    account = build.officer("a", "xa.mot-cua", "xa.tu-phap", totp_secret=SECRET)
    sign_in(client, "a")
    other = api.held_posts(account.person_id)[1].post

    client.post(POSTS, {"post": str(other.id)})

    assert api.actor_of(client.get(POSTS).wsgi_request).post_id == other.id
    foreign = client.post(POSTS, {"post": str(account.person_id)})
    assert foreign.status_code == 422


def test_a_colleague_covers_by_post_and_own_account(client: Client) -> None:
    holder = build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    cover = build.officer("b", "xa.tu-phap", totp_secret=SECRET)
    sign_in(client, "a")
    today = clock.today()
    days = {f"{name}-{part}": str(getattr(today, part)) for name in ("from", "to") for part in ("day", "month", "year")}
    post = api.held_posts(holder.person_id)[0].post

    response = client.post(
        reverse("identity:covers"), {"post": str(post.id), "colleague": "b", "reason": "Nghỉ phép", **days}
    )

    assert response.status_code == 302
    held = api.held_posts(cover.person_id)
    assert [(one.post.id, one.delegated_by) for one in held][1:] == [(post.id, holder.person_id)]
    assert client.get(reverse("identity:covers")).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert len(api.held_posts(cover.person_id)) == 1


def test_who_answers_for_the_agency_names_the_stand_in_of_somebody_who_fell_ill() -> None:
    build.role("covering_head", {"posts.delegate": "own"})
    build.province([
        ("xa.mot-cua", "H99.101", ("clerk",)), ("xa.tu-phap", "H99.101", ("clerk",)),
        ("xa.chanh", "H99.101", ("covering_head",)), ("so.van-thu", "H99.13", ("clerk",)),
    ])  # fmt: skip
    ill, mate = (
        build.officer("a", "xa.mot-cua", totp_secret=SECRET),
        build.officer("b", "xa.tu-phap", totp_secret=SECRET),
    )
    build.officer("c", "xa.chanh", totp_secret=SECRET)
    stranger = build.officer("d", "so.van-thu", totp_secret=SECRET)
    today, post = clock.today(), api.held_posts(ill.person_id)[0].post
    days = {f"{name}-{part}": str(getattr(today, part)) for name in ("from", "to") for part in ("day", "month", "year")}
    wanted = {"post": f"{post.id}.{ill.person_id}", "person": str(mate.person_id), "reason": "Ốm", **days}
    where = reverse("identity:covers")
    peer, head = Client(), Client()
    sign_in(peer, "b")
    sign_in(head, "c")
    # A colleague does not name oneself, and a post of another agency is nobody's here.
    assert peer.post(where, wanted).status_code == 422
    foreign = api.held_posts(stranger.person_id)[0].post
    assert head.post(where, {**wanted, "post": f"{foreign.id}.{stranger.person_id}"}).status_code == 422
    assert [len(api.held_posts(one.person_id)) for one in (mate, stranger)] == [1, 1]

    assert head.post(where, wanted).status_code == 302

    assert api.held_posts(mate.person_id)[1].delegated_by == ill.person_id
    page = head.get(where).content.decode()
    (cover,) = re.findall(r'name="end" value="([^"]+)"', page)
    peer.post(where, {"end": cover})
    assert len(api.held_posts(mate.person_id)) == 2
    head.post(where, {"end": cover})
    assert len(api.held_posts(mate.person_id)) == 1


def test_a_cover_that_ends_before_it_begins_is_told_at_its_last_day(client: Client) -> None:
    holder, cover = build.officer("a", "xa.mot-cua", totp_secret=SECRET), build.officer("b", "xa.tu-phap")
    sign_in(client, "a")
    days = {"from-day": "2", "from-month": "3", "from-year": "2026", "to-day": "1", "to-month": "3", "to-year": "2026"}
    post = api.held_posts(holder.person_id)[0].post

    response = client.post(reverse("identity:covers"), {"post": str(post.id), "colleague": "b", "reason": "x", **days})

    assert response.status_code == 422
    assert response.context["errors"] == {"to": "Ngày kết thúc trước ngày bắt đầu."}
    assert len(api.held_posts(cover.person_id)) == 1


def test_cover_stops_when_revoked_or_when_the_holder_leaves(client: Client) -> None:
    holder, cover = build.officer("a", "xa.mot-cua"), build.officer("b", "xa.tu-phap")
    post = api.held_posts(holder.person_id)[0].post
    today = clock.today()
    given = api.delegate_post(
        post_id=post.id,
        from_person_id=holder.person_id,
        to_person_id=cover.person_id,
        valid_from=today,
        valid_to=today + timedelta(days=9),
        reason="Nghỉ phép",
        actor=build.officer_actor(holder, "xa.mot-cua"),
    )
    assert len(api.posts_of(cover.person_id)) == 2

    api.end_posting(
        posting_id=build.posting_id(holder, "xa.mot-cua"), last_day=today + timedelta(days=1), actor=system_actor()
    )
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert len(api.posts_of(cover.person_id)) == 1
    api.revoke_delegation(delegation_id=given.id, actor=build.officer_actor(holder, "xa.mot-cua"))

    assert len(api.posts_of(cover.person_id)) == 1


PAGES = ["account_login", "identity:staff_sign_in", "account_reauthenticate", "mfa_index", "mfa_add_webauthn",
         "account_change_password", "identity:pin", "identity:covers", "identity:posts", "account_logout",
         "mfa_deactivate_totp", "mfa_generate_recovery_codes"]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_renders_with_one_heading(client: Client, name: str) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    if name not in ("account_login", "identity:staff_sign_in"):
        sign_in(client, "a")

    response = client.get(reverse(name))

    text = response.content.decode()
    assert (response.status_code, text.count("<h1")) == (200, 1)
    assert 'lang="vi"' in text


def test_the_bar_shows_the_post_and_locks(client: Client) -> None:
    build.officer("a", "xa.mot-cua", "xa.tu-phap", totp_secret=SECRET)
    sign_in(client, "a")

    text = client.get(POSTS).content.decode()

    assert "xa.mot-cua, Ủy ban nhân dân xã Mẫu" in text
    assert "Đổi vị trí" in text
    assert f'action="{reverse("identity:lock_now")}"' in text


def test_the_pin_is_checked_and_set(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    sign_in(client, "a")

    refused = client.post(reverse("identity:pin"), {"password": PASSWORD, "pin": "111111"})
    done = client.post(reverse("identity:pin"), {"password": PASSWORD, "pin": "246810"})

    assert (refused.status_code, done.status_code) == (422, 302)


def test_a_foreign_address_is_never_a_next_page(client: Client) -> None:
    page = client.get(reverse("account_login"), {"next": "https://evil.example/"})

    assert "evil.example" not in page.content.decode()


def test_a_refused_change_of_password_answers_422_and_changes_nothing(client: Client) -> None:
    build.officer("a", "xa.mot-cua", totp_secret=SECRET)
    sign_in(client, "a")
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": "sai", "password1": "Mot cau that de nho 9", "password2": "Mot cau that de nho 9"},
    )
    assert answer.status_code == 422
    assert "Mật khẩu hiện tại không đúng." in answer.content.decode()
    assert not User.objects.get(username="a").check_password("Mot cau that de nho 9")
