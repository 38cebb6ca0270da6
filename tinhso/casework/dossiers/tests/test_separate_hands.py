"""Approving, signing, issuing and returning are separate hands where the definition says so: one person twice is refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import models
from django.urls import reverse

from tinhso.casework.dossiers.hands import SameHand, clashing, is_enforced
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.testing import SEATED_ON, SmallProvince
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import api as identity
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

RULE: dict[str, Any] = {"apart": [["draft", "sign"], ["sign", "return"]], "otherwise": "enforced", "agencies": {}}


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _at(actor: Actor, post_code: str) -> Actor:
    """The same person on another post as well."""
    post = identity.find_post(post_code)
    assert post is not None
    assert actor.person_id is not None
    identity.assign_post(
        person_id=actor.person_id, post_id=post.id, valid_from=SEATED_ON, valid_to=None, actor=system_actor()
    )
    return Actor(
        channel=actor.channel,
        person_id=actor.person_id,
        user_id=actor.user_id,
        post_id=post.id,
        agency_id=post.agency_id,
    )


def _seen_at(actor: Actor, dossier_id: UUID) -> str:
    """The dossier's page while this post is the active one."""
    client = come_in(actor)
    client.post(reverse("identity:posts"), {"post": str(actor.post_id)})
    return str(client.get(reverse("dossiers:work", args=[dossier_id])).content.decode())


def test_who_drafted_does_not_sign_and_nothing_changes(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    twice = _at(province.specialist, "long-chau.chu-tich")
    page = _seen_at(twice, dossier_id)
    before = everything()

    with pytest.raises(SameHand) as refused:
        do(dossier_id, "signed", twice)

    assert "chưa làm được. Bạn đã dự thảo kết quả hồ sơ này nên không được ký kết quả" in page
    assert 'value="signed"' not in page
    assert refused.value.message == (
        "Bạn đã dự thảo kết quả hồ sơ này nên không được ký kết quả: đơn vị tách hai việc này cho hai người."
    )
    assert everything() == before
    do(dossier_id, "signed", province.leader)


def test_who_signed_does_not_hand_the_result_over(province: SmallProvince) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)

    with pytest.raises(SameHand):
        do(dossier_id, "returned", _at(province.leader, "long-chau.mot-cua"), identity_checked="Căn cước")

    assert WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).count() == 1
    do(dossier_id, "returned", province.desk, identity_checked="Căn cước")


def test_a_unit_that_is_allowed_to_may_use_one_hand(province: SmallProvince, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = definitions.get("separation_rule", "hands")
    small = {**rule.body, "agencies": {"H61.41.01": "allowed"}}
    find: Callable[..., Any] = definitions.find

    def found(kind: str, code: str, *, on: date | None = None) -> Any:
        version = find(kind, code, on=on)
        return _with(version, small) if kind == "separation_rule" else version

    monkeypatch.setattr(definitions, "find", found)
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)

    do(dossier_id, "signed", _at(province.specialist, "long-chau.chu-tich"))


def test_one_button_for_signing_and_issuing_is_refused_where_the_unit_wants_two_hands(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    rule = definitions.get("separation_rule", "hands")
    apart = {**rule.body, "one_press": {"otherwise": "allowed", "agencies": {"H61.41.01": "enforced"}}}
    find: Callable[..., Any] = definitions.find

    def found(kind: str, code: str, *, on: date | None = None) -> Any:
        version = find(kind, code, on=on)
        return _with(version, apart) if kind == "separation_rule" else version

    monkeypatch.setattr(definitions, "find", found)
    before = everything()

    with pytest.raises(SameHand, match="không ký kết quả và cấp số, đóng dấu bằng một nút"):
        do(dossier_id, "signed", province.leader)

    assert everything() == before


def _with(version: Any, body: dict[str, Any]) -> Any:

    assert not isinstance(version, models.Model)
    return replace(version, body=body)


def test_pairs_hold_in_both_orders_and_only_as_pairs() -> None:
    assert clashing(RULE, {"draft"}, {"sign"}) == ("draft", "sign")
    assert clashing(RULE, {"sign"}, {"draft"}) == ("sign", "draft")
    assert clashing(RULE, {"draft"}, {"return"}) is None
    assert clashing(RULE, set(), {"sign", "return"}) is None


def test_an_agency_that_is_not_named_follows_the_rest() -> None:
    assert is_enforced(RULE, "H61.41.01")
    assert not is_enforced({**RULE, "agencies": {"H61.41.01": "allowed"}}, "H61.41.01")
    assert is_enforced({**RULE, "otherwise": "allowed", "agencies": {"H61.41.01": "enforced"}}, "H61.41.01")
    assert not is_enforced({**RULE, "otherwise": "allowed"}, "H61.41.01")
