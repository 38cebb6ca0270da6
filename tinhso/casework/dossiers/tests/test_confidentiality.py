"""A dossier or a paper of a level is seen only by posts that hold the right to it: in lists, pages, files, acts, tracking."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from tinhso.casework.dossiers import api, book, correspondence, queries, tallies, worklists
from tinhso.casework.dossiers.confidentiality import filed_levels
from tinhso.casework.dossiers.errors import HiddenDossier, NoDossier, StaleVersion
from tinhso.casework.dossiers.models import ComponentCheck, Dossier, WorkItem
from tinhso.casework.dossiers.testing import SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import BIRTH, accept, do, everything, file, open_task, table, version_of
from tinhso.casework.dossiers.tests.desk_scene import come_in
from tinhso.casework.dossiers.worklists import ListQuery
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen, now
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.custody import api as custody
from tinhso.services.custody.types import NewThing, ThingKind

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]
NOTICE = "birth_notice"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    cache.clear()
    with frozen(at_local(2026, 11, 23, 9)):
        yield


def classify(dossier_id: UUID, actor: Actor, level: str = "", **changes: Any) -> None:
    given: dict[str, Any] = {
        "dossier_id": dossier_id,
        "level": level,
        "papers": {},
        "reason": "Trẻ được nhận làm con nuôi.",
        "version": version_of(dossier_id),
        "actor": actor,
    }
    api.classify_dossier(**{**given, **changes})


def accepted(province: SmallProvince) -> UUID:
    filed = file(province, BIRTH)
    accept(province, filed.id)
    return filed.id


def listed(actor: Actor, **query: Any) -> set[UUID]:
    return {one.dossier_id for one in worklists.page_of(ListQuery(**query), actor=actor).items}


def test_who_may_not_see_the_level_finds_the_dossier_nowhere(province: SmallProvince) -> None:
    dossier_id, other = accepted(province), accepted(province)
    code = Dossier.objects.get(id=dossier_id).code
    counted = tallies.counters(actor=province.specialist)[""]
    assert {dossier_id, other} <= listed(province.specialist)
    classify(dossier_id, province.leader, "sensitive")

    # The civil status officer holds the right to "restricted", not to "sensitive".
    assert listed(province.specialist) & {dossier_id, other} == {other}
    assert listed(province.specialist, text=code) == set()
    assert tallies.counters(actor=province.specialist)[""] == counted - 1
    assert queries.find_for_desk(token="", code=code, actor=province.specialist) is None
    assert queries.find_for_desk(token="", code=code, actor=province.leader) == dossier_id
    with pytest.raises(HiddenDossier):
        queries.get_dossier(dossier_id, actor=province.specialist, purpose="Xem")
    assert queries.get_dossier(dossier_id, actor=province.leader, purpose="Xem").level == "sensitive"
    browser = come_in(province.specialist)
    (paper,) = Dossier.objects.get(id=dossier_id).papers[NOTICE]
    for address in (
        f"/can-bo/ho-so/{dossier_id}/",
        f"/can-bo/ho-so/{dossier_id}/tep/{paper}/",
        f"/can-bo/ho-so/{dossier_id}/tep/{paper}/1.png",
        f"/can-bo/ho-so/{dossier_id}/giay-to-goc/",
        f"/api/v1/dossiers/{dossier_id}",
    ):
        assert browser.get(address).status_code == 404, address
    assert code not in browser.get("/can-bo/ho-so/").content.decode()
    assert table("access.SecurityEntry").filter(kind="denied").exists()
    # Its applicant sees it as before.
    assert come_in(province.citizen).get(f"/ho-so/{dossier_id}/").status_code == 200


def test_the_filter_of_the_list_does_not_tell_of_which_procedure_a_hidden_task_is(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    assert [code for code, _ in tallies.procedures_in(actor=province.specialist)] == [BIRTH]

    classify(dossier_id, province.leader, "sensitive")

    assert tallies.procedures_in(actor=province.specialist) == ()
    title = Dossier.objects.get(id=dossier_id).procedure_title
    assert title not in come_in(province.specialist).get("/can-bo/ho-so/").content.decode()
    WorkItem.objects.filter(dossier_id=dossier_id, is_open=True).update(level="restricted")
    assert [code for code, _ in tallies.procedures_in(actor=province.specialist)] == [BIRTH]


def test_originals_of_a_hidden_dossier_are_closed_envelopes_to_who_holds_them(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    code, original = Dossier.objects.get(id=dossier_id).code, "Giấy chứng sinh có dấu đỏ, bản chính"
    paper = NewThing(kind=ThingKind.COMPONENT, code=NOTICE, title=original)
    api.take_in_paper(dossier_id=dossier_id, thing=paper, words="Người dân giao", actor=province.desk)
    (thing,) = custody.things_of(("dossier", dossier_id))
    desk, leader = come_in(province.desk), come_in(province.leader)
    assert original in desk.get("/can-bo/giay-to/").content.decode()

    classify(dossier_id, province.leader, "sensitive")

    def tells(browser: Client, address: str) -> bool:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        return original in page or code in page

    envelope = f"Bì kín theo mức bảo mật, ký hiệu {thing.id.hex[-6:].upper()}"
    assert not tells(desk, "/can-bo/giay-to/")
    assert envelope in desk.get("/can-bo/giay-to/").content.decode()
    assert custody.held(actor=province.desk, text=code).things == ()
    assert not tells(desk, f"/can-bo/giay-to/giao/?chon={thing.id}")
    assert province.specialist.post_id is not None
    slip = custody.open_slip(thing_ids=[thing.id], to_post_id=province.specialist.post_id, note="", actor=province.desk)
    # The envelope is handed over unopened; the printed slip says what the giver's own view of it says.
    (line,) = custody.get_slip(slip, actor=province.desk).moves
    assert (line.thing.title, line.thing.reference) == (envelope, "(theo mức bảo mật)")
    assert desk.get(f"/can-bo/giay-to/phieu/{slip}.pdf").status_code == 200
    for browser, sees in ((desk, False), (come_in(province.specialist), False), (leader, True)):
        assert tells(browser, f"/can-bo/giay-to/phieu/{slip}/") is sees
    assert tells(leader, "/can-bo/giay-to/?loc=co-quan")
    assert custody.confirm_slip(slip_id=slip, received=[thing.id], reason="", actor=province.specialist) == 1


def test_no_act_passes_by_its_address(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    classify(dossier_id, province.leader, "sensitive")
    task, version, browser = open_task(dossier_id), version_of(dossier_id), come_in(province.specialist)
    before = everything()
    for address, typed in {
        f"/can-bo/viec/{task.id}/": {"outcome": "eligible", "version": version},
        f"/can-bo/viec/{task.id}/nhan/": {},
        f"/can-bo/viec/{task.id}/giao/": {"toi": "1", "reason": "Tôi làm", "held_by": ""},
        f"/can-bo/ho-so/{dossier_id}/yeu-cau-bo-sung/": {"gui": "1", "version": version},
        f"/can-bo/ho-so/{dossier_id}/kiem-tra/": {"version": version, "component": NOTICE, "tat-ca-dat": "1"},
        f"/can-bo/ho-so/{dossier_id}/du-thao/": {"version": version, "decision": "granted", "text": "x"},
        f"/can-bo/ho-so/{dossier_id}/hoan-tac/": {"version": version, "task": str(task.id), "undo_reason": "x"},
    }.items():
        assert browser.post(address, typed).status_code == 404, address
    with pytest.raises(HiddenDossier):
        do(dossier_id, "eligible", province.specialist)
    with pytest.raises(HiddenDossier):
        api.take_task(task_id=task.id, actor=province.specialist)
    assert everything() == before


def test_who_holds_the_right_works_on(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    classify(dossier_id, province.leader, "restricted")
    assert dossier_id in listed(province.specialist)
    do(dossier_id, "eligible", province.specialist)
    assert WorkItem.objects.get(dossier_id=dossier_id, is_open=True).level == "restricted"
    # The counter's officer, who took it in, holds no such right.
    with pytest.raises(HiddenDossier):
        queries.get_dossier(dossier_id, actor=province.desk, purpose="Xem")


def test_a_task_is_not_given_to_a_post_that_may_not_see_it(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    mate = officer("long-chau.ho-tich", "Đồng nghiệp Mẫu", "dong-nghiep")
    classify(dossier_id, province.leader, "restricted")
    task = open_task(dossier_id)
    api.assign_task(
        task_id=task.id,
        to_person_id=mate.person_id or UUID(int=0),
        reason="Gấp",
        held_by=None,
        actor=province.specialist,
    )
    assert WorkItem.objects.get(task_id=task.id).person_id == mate.person_id


def test_a_paper_of_its_own_level_is_named_and_not_opened(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    classify(dossier_id, province.leader, papers={NOTICE: "sensitive"})
    (paper,) = Dossier.objects.get(id=dossier_id).papers[NOTICE]
    seen = queries.get_dossier(dossier_id, actor=province.specialist, purpose="Xem")
    assert (seen.papers, seen.hidden_papers) == ({}, frozenset({NOTICE}))
    browser = come_in(province.specialist)
    page = browser.get(f"/can-bo/ho-so/{dossier_id}/")
    assert page.status_code == 200
    assert "Bảo mật, bạn không mở được" in page.content.decode()
    assert str(paper) not in page.content.decode()
    assert browser.get(f"/can-bo/ho-so/{dossier_id}/tep/{paper}/").status_code == 404
    assert come_in(province.leader).get(f"/can-bo/ho-so/{dossier_id}/tep/{paper}/").status_code == 200
    # The applicant's own paper stays the applicant's.
    assert come_in(province.citizen).get(f"/ho-so/{dossier_id}/tep/{paper}/").status_code == 200


def test_who_may_not_open_a_paper_reads_nothing_off_its_digitised_copy_either(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    ComponentCheck.objects.create(
        dossier_id=dossier_id,
        component=NOTICE,
        verdict="ok",
        originals=1,
        copies=0,
        checked_at=now(),
        checked_by_id=uuid4(),
    )
    page, begin = f"/can-bo/ho-so/{dossier_id}/so-hoa/{NOTICE}/", f"/can-bo/ho-so/{dossier_id}/so-hoa/"
    desk = come_in(province.desk)
    assert desk.get(page).status_code == 200
    classify(dossier_id, province.leader, papers={NOTICE: "sensitive"})

    assert desk.get(page).status_code == 404
    assert desk.post(page, {"number": "1", "issuer": "x"}).status_code == 404
    assert NOTICE not in desk.get(begin).headers["Location"]
    assert not table("dossiers.DigitisedCopy").exists()


@pytest.mark.parametrize(("level", "told"), [("restricted", True), ("sensitive", False)])
def test_public_tracking_obeys_the_level(province: SmallProvince, level: str, told: bool) -> None:
    dossier_id = accepted(province)
    classify(dossier_id, province.leader, level)
    row = Dossier.objects.get(id=dossier_id)
    if told:
        assert queries.track(code=row.code, last_four="0073", address="1").code == row.code
        assert queries.track_by_token(row.verify_token).code == row.code
        return
    with pytest.raises(NoDossier):
        queries.track(code=row.code, last_four="0073", address="1")
    with pytest.raises(NoDossier):
        queries.track_by_token(row.verify_token)


def test_the_book_is_complete_and_withholds_whose_dossier_it_is(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    classify(dossier_id, province.leader, "sensitive")
    day = date(2026, 11, 23)

    def names(actor: Actor) -> list[tuple[str, str]]:
        found = book.lines_of(province.receiving_id, day, day, actor=actor)
        return [(one.applicant_name, one.contact) for one in found if one.id == dossier_id]

    assert names(province.desk) == [("(theo mức bảo mật)", "")]
    assert names(province.desk_head)[0][0] == "Nguyễn Thị Lan Mẫu"


def test_what_waits_for_the_head_is_shown_only_to_a_head_who_sees_it(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    api.propose_extension(
        dossier_id=dossier_id,
        new_due_on=date(2026, 12, 2),
        reason="Chờ xác minh.",
        version=version_of(dossier_id),
        actor=province.specialist,
    )
    assert len(correspondence.waiting_for_head(actor=province.leader)[1]) == 1
    Dossier.objects.filter(id=dossier_id).update(level="gone_from_the_definition")
    # A level that is not defined any more is seen by nobody's post.
    assert correspondence.waiting_for_head(actor=province.leader) == ((), ())
    with pytest.raises(HiddenDossier):
        queries.get_dossier(dossier_id, actor=province.leader, purpose="Xem")


@pytest.mark.parametrize("who", ["specialist", "desk", "reviewer", "citizen", "stranger"])
def test_only_heads_set_a_level(province: SmallProvince, who: str) -> None:
    dossier_id = accepted(province)
    before = everything()
    with pytest.raises((ActDenied, Denied)):
        classify(dossier_id, getattr(province, who), "restricted")
    assert everything() == before


def test_a_level_needs_a_reason_and_must_exist_and_be_ones_own_to_see(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    before = everything()
    for wrong in ({"reason": " "}, {"level": "top"}, {"papers": {"nothing": "restricted"}}):
        with pytest.raises(Invalid):
            classify(dossier_id, province.leader, **wrong)
    with pytest.raises(StaleVersion):
        classify(dossier_id, province.leader, "restricted", version=version_of(dossier_id) - 1)
    assert everything() == before


def test_the_change_is_told_audited_and_in_the_history(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    classify(dossier_id, province.leader, "restricted", papers={NOTICE: "sensitive"})
    event = OutboxEvent.objects.get(name="dossier.classified")
    assert (event.payload["level"], event.payload["papers"]) == ("restricted", 1)
    assert table("access.AuditEntry").filter(act="dossiers.classify", target_id=dossier_id).count() == 1
    assert queries.history(dossier_id)[-1].words == (
        "Mức bảo mật: không có → Hạn chế; giấy tờ có mức riêng: 1. Lý do: Trẻ được nhận làm con nuôi."
    )


def test_the_page_of_the_head_sets_it(province: SmallProvince) -> None:
    dossier_id = accepted(province)
    browser = come_in(province.leader)
    address = f"/can-bo/ho-so/{dossier_id}/bao-mat/"
    assert browser.get(address).status_code == 200
    typed = {"level": "restricted", f"muc-{NOTICE}": "sensitive", "reason": "", "version": version_of(dossier_id)}
    assert browser.post(address, typed).status_code == 422
    assert browser.post(address, {**typed, "reason": "Có dữ liệu về sức khỏe."}).status_code == 302
    row = Dossier.objects.get(id=dossier_id)
    assert (row.level, row.paper_levels) == ("restricted", {NOTICE: "sensitive"})
    assert come_in(province.specialist).get(address).status_code == 403


@pytest.mark.parametrize(("level", "stuck"), [("restricted", False), ("sensitive", True), ("", False)])
def test_the_head_is_told_when_nobody_at_the_open_step_may_see_the_level(
    province: SmallProvince, level: str, stuck: bool
) -> None:
    dossier_id = accepted(province)
    typed = {"level": level, "reason": "Con nuôi.", "version": version_of(dossier_id)}

    page = come_in(province.leader).post(f"/can-bo/ho-so/{dossier_id}/bao-mat/", typed, follow=True).content.decode()

    assert "Đã đặt mức bảo mật." in page
    assert ("Không vị trí nào ở bước “Thẩm tra hồ sơ" in page) is stuck


def test_a_procedure_may_give_its_dossiers_a_level_from_filing_on(
    province: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filed_levels(BIRTH, on=date(2026, 11, 23)).dossier == ""
    found = filed_levels(BIRTH, on=date(2026, 11, 23))
    monkeypatch.setattr(
        "tinhso.casework.dossiers.actions.submit_dossier.filed_levels",
        lambda code, *, on: type(found)(dossier="restricted", papers={NOTICE: "sensitive"}),
    )
    filed = file(province, BIRTH)
    row = Dossier.objects.get(id=filed.id)
    assert (row.level, row.paper_levels) == ("restricted", {NOTICE: "sensitive"})
    assert WorkItem.objects.get(dossier_id=filed.id).level == "restricted"
    assert filed.id not in listed(province.desk)
