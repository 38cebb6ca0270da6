"""An officer on leave names a stand-in from–to; what was given to the officer by name is then the stand-in's to do.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, queries, tallies, worklists
from tinhso.casework.dossiers.models import WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import accept, do, everything, file, open_task, table
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Conflict, Denied, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
MONDAY, WEDNESDAY, FRIDAY = at_local(2026, 11, 23, 9), at_local(2026, 11, 25, 9), at_local(2026, 11, 27, 9)
LEAVE = {"valid_from": date(2026, 11, 25), "valid_to": date(2026, 11, 26)}


def mate(province: SmallProvince) -> Actor:
    """A second civil status officer on the same post."""
    return officer("long-chau.ho-tich", "Võ Thị Thay Mẫu", "ho-tich-2")


def held(province: SmallProvince) -> UUID:
    """A dossier whose step the first officer has taken by name."""
    with frozen(MONDAY):
        filed = file(province)
        accept(province, filed.id)
        api.take_task(task_id=open_task(filed.id).id, actor=province.specialist)
    return filed.id


def leave(giver: Actor, taker: Actor) -> None:
    assert giver.post_id is not None
    assert giver.person_id is not None
    assert taker.person_id is not None
    with frozen(MONDAY):
        identity.delegate_post(
            post_id=giver.post_id,
            from_person_id=giver.person_id,
            to_person_id=taker.person_id,
            reason="Nghỉ phép",
            actor=giver,
            **LEAVE,
        )


def listed(actor: Actor, view: str = "") -> set[UUID]:
    return {one.dossier_id for one in worklists.page_of(ListQuery(view=view), actor=actor).items}


def test_during_the_leave_the_tasks_by_name_are_the_stand_ins_and_not_before_or_after(province: SmallProvince) -> None:
    second, dossier_id = mate(province), held(province)
    leave(province.specialist, second)
    for at, is_theirs in ((MONDAY, False), (WEDNESDAY, True), (FRIDAY, False)):
        with frozen(at):
            assert (dossier_id in listed(second)) is is_theirs, at
            assert (dossier_id in listed(second, "mine")) is is_theirs, at
            assert (dossier_id in listed(second, "team")) is not is_theirs, at
            assert tallies.counters(actor=second)["mine"] == len(listed(second, "mine"))
    with frozen(FRIDAY):
        before = everything()
        with pytest.raises(Conflict, match="đã giao cho người khác"):
            do(dossier_id, "eligible", second)
        assert everything() == before


def test_what_is_done_in_anothers_stead_says_so(province: SmallProvince) -> None:
    second, dossier_id = mate(province), held(province)
    leave(province.specialist, second)
    with frozen(WEDNESDAY):
        page = come_in(second).get("/can-bo/ho-so/").content.decode()
        assert "Làm thay Trần Thị Tịch Mẫu" in page
        assert "Bạn làm thay" in come_in(second).get(f"/can-bo/ho-so/{dossier_id}/").content.decode()
        do(dossier_id, "eligible", second)
    told = [line for line in queries.history(dossier_id) if "làm thay" in line.words]
    assert [(line.words, line.person_id) for line in told] == [
        (
            "Tra cứu, thẩm tra tình trạng hôn nhân, dự thảo giấy xác nhận: làm thay Trần Thị Tịch Mẫu (ủy quyền).",
            second.person_id,
        )
    ]
    row = table("access.AuditEntry").get(act="dossiers.stand_in", target_id=dossier_id)
    assert json.loads(row.detail) == {"step": "verify", "in_stead_of": str(province.specialist.person_id)}
    assert row.person_id == second.person_id


def test_history_and_logs_name_who_stood_in_for_whom(province: SmallProvince) -> None:
    """The stand-in of another post: what the post does is told with both names, what the own post does with one."""
    dossier_id, taker = held(province), province.reviewer
    leave(province.specialist, taker)
    assert taker.person_id is not None
    assert province.specialist.post_id is not None
    covering = replace(taker, post_id=province.specialist.post_id)
    with frozen(WEDNESDAY):
        do(dossier_id, "eligible", covering)
        page = come_in(province.leader).get(f"/can-bo/ho-so/{dossier_id}/").content.decode()
    row = table("access.AuditEntry").filter(act="dossiers.process").latest("at")

    name = identity.person_names([taker.person_id])[taker.person_id]
    assert f"{name} (làm thay Trần Thị Tịch Mẫu)" in page
    deed = (taker.person_id, province.specialist.post_id, row.at)
    assert identity.stood_in_for([deed]) == {deed: "Trần Thị Tịch Mẫu"}
    # Not after the last day, not once it was ended, not through the own post, not whoever holds the post.
    assert province.specialist.person_id is not None
    with frozen(at_local(2026, 11, 25, 12)):
        (cover,) = identity.delegations_from(province.specialist.person_id)
        identity.revoke_delegation(delegation_id=cover.id, actor=province.specialist)
    second = mate(province)
    leave(province.specialist, second)
    assert second.person_id is not None
    assert taker.post_id is not None
    others = [
        (taker.person_id, province.specialist.post_id, FRIDAY),
        (taker.person_id, province.specialist.post_id, at_local(2026, 11, 25, 13)),
        (taker.person_id, taker.post_id, row.at),
        (second.person_id, province.specialist.post_id, row.at),
    ]
    assert identity.stood_in_for([*others, deed]) == {deed: "Trần Thị Tịch Mẫu"}


def test_the_stand_in_reads_on_the_work_home_whose_post_waits_during_the_leave_only(province: SmallProvince) -> None:
    leave(province.specialist, province.reviewer)
    told = {}
    for at in (MONDAY, WEDNESDAY, FRIDAY):
        with frozen(at):
            told[at] = (
                "Bạn đang làm thay Trần Thị Tịch Mẫu" in come_in(province.reviewer).get("/can-bo/").content.decode()
            )
    with frozen(WEDNESDAY):
        page = come_in(province.reviewer).get("/can-bo/").content.decode()

    assert told == {MONDAY: False, WEDNESDAY: True, FRIDAY: False}
    assert "đến hết ngày 26/11/2026" in page
    assert "Sang vị trí đó để thấy việc" in page


def test_who_does_not_cover_the_officer_does_not_do_it(province: SmallProvince) -> None:
    second, third, dossier_id = (
        mate(province),
        officer("long-chau.ho-tich", "Lý Văn Ba Mẫu", "ho-tich-3"),
        held(province),
    )
    leave(province.specialist, second)
    with frozen(WEDNESDAY):
        before = everything()
        with pytest.raises(Conflict):
            do(dossier_id, "eligible", third)
        with pytest.raises(Conflict):
            api.take_task(task_id=open_task(dossier_id).id, actor=third)
        assert everything() == before


def test_everything_somebody_holds_is_handed_over_at_once_and_what_cannot_go_is_named(province: SmallProvince) -> None:
    second, dossier_id, other = mate(province), held(province), held(province)
    assert province.specialist.person_id is not None
    assert second.person_id is not None
    assert province.reviewer.person_id is not None
    given: dict[str, Any] = {
        "from_person_id": province.specialist.person_id,
        "to_person_id": second.person_id,
        "reason": "Chuyển công tác.",
    }
    with frozen(WEDNESDAY):
        before = everything()
        for actor in (second, province.desk, province.reviewer, province.citizen):
            with pytest.raises(Denied):
                api.hand_work_over(**given, actor=actor)
        for wrong in ({"reason": " "}, {"to_person_id": province.specialist.person_id}):
            with pytest.raises(Invalid):
                api.hand_work_over(**{**given, **wrong}, actor=province.leader)
        assert everything() == before
        # The reviewer holds no such role: nothing goes, both dossiers are named.
        refused = api.hand_work_over(**{**given, "to_person_id": province.reviewer.person_id}, actor=province.leader)
        assert (refused.moved, {why for _, why in refused.left}) == (0, {"Chọn một đồng nghiệp cùng vị trí."})
        done = api.hand_work_over(**given, actor=province.leader)
    assert (done.moved, done.left) == (2, ())
    held_now = WorkItem.objects.filter(is_open=True, dossier_id__in=[dossier_id, other])
    assert set(held_now.values_list("person_id", flat=True)) == {second.person_id}
    assert table("access.AuditEntry").filter(act="dossiers.assign_task").count() == 2


def test_the_page_hands_over_and_says_how_much(province: SmallProvince) -> None:
    second = mate(province)
    held(province)
    with frozen(WEDNESDAY):
        browser = come_in(province.leader)
        assert "Trần Thị Tịch Mẫu (1 việc)" in browser.get("/can-bo/ban-giao-viec/").content.decode()
        assert browser.post("/can-bo/ban-giao-viec/", {}).status_code == 422
        typed = {"from": province.specialist.person_id, "to": second.person_id, "reason": "Nghỉ thai sản"}
        answer = browser.post("/can-bo/ban-giao-viec/", typed, follow=True)
        assert "Đã bàn giao 1 việc." in answer.content.decode()
        assert come_in(second).post("/can-bo/ban-giao-viec/", typed).status_code == 403
