"""A developer's way: register, see the key once, subscribe, look at the log; and an administrator's: grant."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings

from tinhso.casework.dossiers.testing import SmallProvince, load_small_province, officer
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.webhooks import api as webhooks

pytestmark = pytest.mark.django_db
OWN = "/nha-phat-trien/he-thong/"
NEW = {"code": "kho-so", "title": "Kho số", "scopes": ["dossiers.read", "webhooks.manage"]}
KEY = re.compile(r"ts_[0-9a-f]{10}\.[\w-]{20,}")


@pytest.fixture
def province(tmp_path: Path) -> SmallProvince:
    return load_small_province(tmp_path, procedures=("1.004873",))


def browser_of(actor: Actor) -> Client:
    client = Client()
    assert actor.user_id is not None
    user = get_user_model().objects.get(id=actor.user_id)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["identity.second_factor"] = str(user.pk)
    session.save()
    return client


def call(key: str) -> Any:
    return Client().get("/api/v1/agencies/dossiers", headers={"Authorization": f"Bearer {key}"})


def registered(browser: Client) -> tuple[str, str]:
    """(key, address of the system's page)."""
    page = browser.post(OWN, NEW).content.decode()
    (key,) = set(KEY.findall(page))
    made = access.client_coded("kho-so")
    assert made is not None
    return key, f"{OWN}{made.id}/"


def test_a_key_is_shown_once_and_works_at_once_in_a_sandbox(province: SmallProvince) -> None:
    browser = browser_of(province.citizen)
    key, address = registered(browser)

    assert call(key).status_code == 200
    page = browser.get(address).content.decode()
    assert key.partition(".")[0] in page
    assert key.partition(".")[2] not in page
    again = browser.post(address, {"viec": "doi-khoa"}).content.decode()
    (second,) = set(KEY.findall(again))
    assert [call(one).status_code for one in (key, second)] == [200, 200]
    browser.post(address, {"viec": "thu-hoi", "khoa": key.partition(".")[0]})
    assert [call(one).status_code for one in (key, second)] == [401, 200]
    browser.post(address, {"viec": "dong"})
    assert call(second).status_code == 401
    assert browser.get(address).status_code == 404


def test_a_strangers_system_is_none_of_mine(province: SmallProvince) -> None:
    key, address = registered(browser_of(province.citizen))
    stranger = browser_of(province.stranger)
    for deed in ("khoa", "doi-khoa", "thu-hoi", "dong", "dang-ky"):
        answer = stranger.post(address, {"viec": deed, "khoa": key.partition(".")[0], "url": "https://a.example.vn/"})
        assert answer.status_code == 404
    client = access.client_by_key(key)
    assert client is not None
    assert len(access.client_keys(client_id=client.id, actor=province.citizen)) == 1
    assert webhooks.list_subscriptions(client_id=client.id, actor=province.citizen) == ()


def test_a_subscription_tells_its_secret_once_and_a_wrong_address_is_told(province: SmallProvince) -> None:
    browser = browser_of(province.citizen)
    _, address = registered(browser)
    wrong = browser.post(address, {"viec": "dang-ky", "url": "https://10.0.0.1/", "events": ["dossier.finished"]})
    assert (wrong.status_code, "mạng nội bộ" in wrong.content.decode()) == (422, True)
    made = browser.post(address, {"viec": "dang-ky", "url": "http://127.0.0.1:65535/a", "events": ["dossier.finished"]})
    secret = re.findall(r"whsec_[\w+/=]{20,}", made.content.decode())[0]
    (place,) = set(re.findall(r"/nhan/[0-9a-f-]{36}/", made.content.decode()))
    page = address + place.lstrip("/")
    told = browser.get(page).content.decode()
    assert secret not in told
    assert "Chưa có lần gửi nào" in told
    tried = browser.post(page, {"viec": "goi-thu"}, follow=True).content.decode()
    assert "Không nối được tới bên kia" in tried
    browser.post(page, {"viec": "xoa"})
    assert browser.get(page).status_code == 404


def test_outside_a_sandbox_an_administrator_decides(province: SmallProvince) -> None:
    (post,) = identity.list_posts(role="administrator")
    administrator = browser_of(officer(post.code, "Quản Trị Mẫu"))
    with override_settings(DEMO=False):
        key, address = registered(browser_of(province.citizen))
        assert call(key).json()["title"] == "wrong_scope"
        client_id = address.rstrip("/").rpartition("/")[2]
        assert "kho-so" in administrator.get("/can-bo/he-thong-ket-noi/").content.decode()
        grant = f"/can-bo/he-thong-ket-noi/{client_id}/quyen/"
        unknown = administrator.post(grant, {"scopes": ["dossiers.read"], "agencies": "H00.77"})
        assert (unknown.status_code, "H00.77" in unknown.content.decode()) == (422, True)
        assert call(key).status_code == 403
        code = identity.get_agency(province.owner_id).code
        administrator.post(grant, {"scopes": ["dossiers.read"], "agencies": code})
    assert call(key).status_code == 200
    client = access.client_by_key(key)
    assert client is not None
    assert (client.agency_ids, client.everywhere, client.asked_scopes) == ((province.owner_id,), False, ())
