"""Keys: the list is exactly what the pages have, and who does not want single keys has none (WCAG 2.1.4)."""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui import api as ui
from tinhso.foundation.ui.types import EVERYWHERE
from tinhso.kernel.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
PACKAGE = Path(__file__).resolve().parents[3]
HOME, KEYS = "/can-bo/", "/can-bo/phim-tat/"


def come_in(actor: Actor) -> Client:
    client = Client()
    assert actor.user_id is not None
    client.force_login(get_user_model().objects.get(pk=actor.user_id), "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["identity.second_factor"] = str(actor.user_id)
    session.save()
    return client


def changes_of(actor: Actor) -> list[str]:
    assert actor.user_id is not None
    written = access.writes_to(("user", actor.user_id))
    return [entry.act for entry in written if entry.act == "accounts.single_keys"]


def test_every_declared_key_stands_on_a_page_and_no_page_has_another() -> None:
    templates = {path: path.read_text("utf-8") for path in PACKAGE.rglob("templates/**/*.html")}
    used = {name for text in templates.values() for name in re.findall(r"\{% hotkey \"([^\"]+)\"", text)}

    assert used == {one.name for one in ui.shortcuts_by_page()}
    assert [path.name for path, text in templates.items() if "data-ts-hotkey" in text] == []


def test_one_key_means_one_thing_on_one_page() -> None:
    keys = [(one.page, one.key) for one in ui.shortcuts_by_page()]
    everywhere = {one.key for one in ui.shortcuts_by_page() if one.page == EVERYWHERE}

    assert len(keys) == len(set(keys))
    assert [key for page, key in keys if page != EVERYWHERE and key in everywhere] == []


def test_who_switches_single_keys_off_has_none_on_any_page_but_keeps_those_with_alt(province: SmallProvince) -> None:
    desk = come_in(province.desk)
    assert 'data-ts-hotkey="n" accesskey="n"' in desk.get(HOME).content.decode()
    assert 'data-ts-hotkey="?"' in desk.get(HOME).content.decode()

    answer = desk.post(KEYS, {"phim": "tat"}, follow=True)
    page = answer.content.decode()
    home = desk.get(HOME).content.decode()

    assert "đang <strong>tắt</strong>" in page
    assert ("data-ts-hotkey" in page, "data-ts-hotkey" in home, 'class="ts-key" aria-hidden' in home) == (False,) * 3
    assert 'accesskey="n"' in home
    # The colleague at the next counter keeps theirs; the list of keys stays readable.
    assert 'data-ts-hotkey="?"' in come_in(province.specialist).get(HOME).content.decode()
    assert page.count("<kbd") >= len(ui.shortcuts_by_page())
    assert changes_of(province.desk) == ["accounts.single_keys"]

    desk.post(KEYS, {"phim": "bat"})
    assert 'data-ts-hotkey="n"' in desk.get(HOME).content.decode()


def test_a_citizen_has_no_page_of_keys_and_no_single_keys(province: SmallProvince) -> None:
    citizen = come_in(province.citizen)

    assert citizen.get(KEYS).status_code == 403
    assert citizen.post(KEYS, {"phim": "tat"}).status_code == 403
    assert "data-ts-hotkey" not in citizen.get("/").content.decode()
    assert changes_of(province.citizen) == []


def test_the_way_to_a_stand_in_is_on_the_work_home_and_at_the_own_account(province: SmallProvince) -> None:
    desk = come_in(province.desk)
    assert "/can-bo/lam-thay/" in desk.get(HOME).content.decode()
    assert "/can-bo/lam-thay/" in desk.get("/tai-khoan/bao-mat/").content.decode()
    assert "/can-bo/lam-thay/" not in come_in(province.citizen).get("/tai-khoan/bao-mat/").content.decode()


def test_only_the_own_account_is_changed(province: SmallProvince) -> None:
    identity.use_single_keys(on=False, actor=province.desk)
    assert 'data-ts-hotkey="?"' in come_in(province.leader).get(HOME).content.decode()
