"""The logs as those see them who may: by day, person and act; and the looking itself is logged."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import HolderRef, SecurityKind
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.types import Account
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


@pytest.fixture
def keeper(client: Client) -> Account:
    """Signed in, with the right to read the logs."""
    return _signed_in(client, "kiem-soat", {"audit.read": "province"})


def _signed_in(client: Client, name: str, acts: dict[str, str]) -> Account:
    build.role(f"role-{name}", acts)
    build.province([(f"tinh.{name}", "H99", (f"role-{name}",))])
    account = build.officer(name, f"tinh.{name}")
    client.force_login(get_user_model().objects.get(pk=account.user_id), "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["identity.second_factor"] = str(account.user_id)
    session.save()
    return account


def _written(actor: Actor, act: str) -> UUID:
    target = new_id()
    access.record_write(actor=actor, act=act, target=("dossier", target), detail={"status": 2})
    return target


def test_writes_are_listed_newest_first_with_who_and_on_what(client: Client, keeper: Account) -> None:
    first = _written(system_actor(), "dossiers.accept")
    second = _written(build.officer_actor(keeper, "tinh.kiem-soat"), "dossiers.return")

    page = client.get("/can-bo/nhat-ky/").content.decode()

    assert page.index(str(second)) < page.index(str(first))
    assert "status: 2" in page
    assert "Cán bộ kiem-soat" in page


def test_a_line_says_through_which_post_and_for_whom(client: Client, keeper: Account) -> None:
    build.role("clerk", {})
    build.province([("tinh.kiem-soat", "H99", ("role-kiem-soat",)), ("xa.mot-cua", "H99.101", ("clerk",))])
    away = build.officer("vang-mat", "xa.mot-cua")
    post = identity.held_posts(away.person_id)[0].post
    identity.delegate_post(
        post_id=post.id, from_person_id=away.person_id, to_person_id=keeper.person_id, valid_from=clock.today(),
        valid_to=clock.today(), reason="Nghỉ phép", actor=system_actor(),
    )  # fmt: skip
    actor = build.officer_actor(keeper, "tinh.kiem-soat")
    _written(actor, "dossiers.return")
    _written(replace(actor, post_id=post.id), "dossiers.accept")

    rows = client.get("/can-bo/nhat-ky/?nguoi=kiem-soat").context["rows"]

    told = {row.cells[2].text: row.cells[1].note for row in rows}
    assert told["dossiers.accept"] == "xa.mot-cua, làm thay Cán bộ vang-mat"
    assert told["dossiers.return"] == "tinh.kiem-soat"


def test_one_finds_by_person_by_act_and_by_day(client: Client, keeper: Account) -> None:
    theirs = _written(system_actor(), "dossiers.accept")
    own = _written(build.officer_actor(keeper, "tinh.kiem-soat"), "dossiers.return")
    yesterday = clock.today() - timedelta(days=1)

    def shown(query: str) -> list[bool]:
        page = client.get(f"/can-bo/nhat-ky/?{query}").content.decode()
        return [str(one) in page for one in (theirs, own)]

    assert shown("nguoi=kiem-soat") == [False, True]
    assert shown("nguoi=khong-ai") == [False, False]
    assert shown("viec=accept") == [True, False]
    assert shown(f"den={yesterday:%d/%m/%Y}") == [False, False]
    assert shown(f"tu={clock.today():%d/%m/%Y}&trang=x") == [True, True]


def test_a_day_that_cannot_be_read_is_told_and_not_guessed(client: Client, keeper: Account) -> None:
    for asked, box in (("tu=hom-qua", "tu"), ("den=31/2/2026", "den"), ("tu=2/11/2026&den=1/11/2026", "den")):
        answer = client.get(f"/can-bo/nhat-ky/?{asked}")
        assert (answer.status_code, list(answer.context["errors"])) == (422, [box])


def test_denials_are_told_in_words(client: Client, keeper: Account) -> None:
    access.record_security(actor=system_actor(), kind=SecurityKind.DENIED, act="dossiers.sign", path="/can-bo/ky/")

    page = client.get("/can-bo/nhat-ky/?so=security").content.decode()

    assert "Bị từ chối" in page
    assert "dossiers.sign" in page
    assert "/can-bo/ky/" in page


def test_reads_say_whose_data_by_number_only_and_looking_is_itself_a_read(client: Client, keeper: Account) -> None:
    officer = build.officer_actor(keeper, "tinh.kiem-soat")
    child = HolderRef("person", new_id())
    access.record_read(actor=officer, holders=[child], purpose="Thẩm tra hồ sơ khai sinh")

    page = client.get(f"/can-bo/nhat-ky/?so=reads&viec={quote('khai sinh')}").content.decode()

    assert "Thẩm tra hồ sơ khai sinh" in page
    assert "Dữ liệu của 1 người" in page
    assert str(child.id) not in page
    assert [read.purpose for read in access.reads_of(HolderRef("person", keeper.person_id))] == ["Xem nhật ký hệ thống"]


def test_fifty_rows_a_page_at_the_same_cost(
    client: Client, keeper: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(120):
        _written(system_actor(), "dossiers.accept")

    with django_assert_max_num_queries(14):
        first = client.get("/can-bo/nhat-ky/?viec=accept").content.decode()
    third = client.get("/can-bo/nhat-ky/?viec=accept&trang=3").content.decode()

    assert (first.count("dossiers.accept"), third.count("dossiers.accept")) == (50, 20)
    assert ("Cũ hơn" in first, "Cũ hơn" in third, "Mới hơn" in third) == (True, False, True)


def test_without_the_right_there_is_no_page_and_a_denial(client: Client) -> None:
    officer = _signed_in(client, "mot-cua", {"dossiers.read": "own"})

    answer = client.get("/can-bo/nhat-ky/")

    assert answer.status_code == 403
    (row,) = access.security_log(actor=system_actor(), kind=SecurityKind.DENIED)
    assert (row.person_id, row.act, row.path) == (officer.person_id, "audit.read", "/can-bo/nhat-ky/")
