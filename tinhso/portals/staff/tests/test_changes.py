"""Whoever may apply definitions sees beforehand what that would do."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import testing as build
from tinhso.foundation.reforms import api as reforms
from tinhso.foundation.reforms.types import Follower
from tinhso.kernel.definitions.types import Consequence

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
BASIS = "effective_from: {day}\nlegal_basis: [{{document: 1/2020/QĐ-UBND}}]\n"
TREE = "code: cay\ntitle: Cây cơ quan\n{basis}agencies:\n  - {{code: {code}, name: Ủy ban Mẫu, tier: province}}\n"
REFORM = "code: sap-xep\ntitle: Sắp xếp Mẫu\n{basis}agencies: [{{from: H98, to: H97}}]\n"


@pytest.fixture
def pending(settings: Settings, tmp_path: Path) -> None:
    """Two trees, one after the other, and the reform between them, not yet applied."""
    early, late = BASIS.format(day="2020-01-01"), BASIS.format(day="2021-01-01")
    files = {
        "agencies/cu.yaml": TREE.format(basis=early, code="H98"),
        "agencies/moi.yaml": TREE.format(basis=late, code="H97"),
        "reforms/mau.yaml": REFORM.format(basis=late),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    settings.DEFINITIONS_DIR = tmp_path


def come_in(client: Client, acts: dict[str, str]) -> None:
    build.role("vai-tro", acts)
    build.province([("tinh.a", "H99", ("vai-tro",))])
    account = build.officer("a", "tinh.a")
    client.force_login(get_user_model().objects.get(pk=account.user_id), "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["identity.second_factor"] = str(account.user_id)
    session.save()


def shown(client: Client, query: str = "") -> str:
    return client.get(f"/can-bo/thay-doi/{query}").content.decode()


@pytest.mark.usefixtures("pending")
def test_the_plan_is_shown_when_asked_for_and_nothing_is_written(client: Client) -> None:
    come_in(client, {"definitions.apply": "province"})

    before, page = shown(client), shown(client, "?xem=1")

    assert "Sắp xếp Mẫu" not in before
    assert "Ủy ban Mẫu (H98) → Ủy ban Mẫu (H97)." in page
    assert "agency_tree cay" in page
    assert "chưa áp dụng được" not in page
    assert definitions.list_current("agency_tree") == ()
    assert reforms.list_carried_out() == ()


@pytest.mark.usefixtures("pending")
def test_what_has_no_successor_comes_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(client, {"definitions.apply": "province"})
    gap = Follower(
        order=1, foresee=lambda reform: [Consequence(words="Một việc chưa có nơi nhận.", is_gap=True)],
        carry_out=lambda reform, actor: {},
    )  # fmt: skip
    monkeypatch.setattr(reforms, "_followers", {"gap": gap})

    page = shown(client, "?xem=1")

    assert "1 chỗ chưa có nơi nhận: chưa áp dụng được" in page
    assert "Một việc chưa có nơi nhận." in page


@pytest.mark.usefixtures("pending")
def test_wrong_definitions_are_named(client: Client, settings: Settings) -> None:
    come_in(client, {"definitions.apply": "province"})
    file = Path(settings.DEFINITIONS_DIR) / "reforms" / "mau.yaml"
    file.write_text(file.read_text("utf-8").replace("to: H97", "to: H96"), "utf-8")

    assert "Sau sắp xếp không có cơ quan “H96”." in shown(client, "?xem=1")


def test_who_may_not_apply_does_not_see_it(client: Client) -> None:
    come_in(client, {"dossiers.read": "own"})

    assert client.get("/can-bo/thay-doi/?xem=1").status_code == 403
