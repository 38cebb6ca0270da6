"""Who holds which original: each hand-over is confirmed by giver and receiver, from the counter to the office and back."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.testing import SEATED_ON, SmallProvince, officer
from tinhso.casework.dossiers.tests.acts import everything
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth, version_of
from tinhso.casework.dossiers.types import Check, Verdict
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.outbox.api import events_of
from tinhso.services.custody import api as custody
from tinhso.services.custody.errors import AlreadyMoved, CustodyInvalid, NotHolder, NotReceiver
from tinhso.services.custody.types import MoveState, NewThing, SlipState, Thing, ThingKind, ThingState

NOTICE = "Giấy chứng sinh, hoặc văn bản của người làm chứng, hoặc giấy cam đoan về việc sinh"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]


def _accepted(province: SmallProvince, *, originals: int = 1, copies: int = 0) -> UUID:
    """A birth whose notice the desk holds on paper, accepted."""
    dossier_id = file_birth(province)
    check = Check(component="birth_notice", verdict=Verdict.RIGHT, originals=originals, copies=copies)
    api.check_components(dossier_id=dossier_id, checks=(check,), version=version_of(dossier_id), actor=province.desk)
    do(dossier_id, "accepted", province.desk)
    return dossier_id


def _thing(dossier_id: UUID) -> Thing:
    (thing,) = custody.things_of(("dossier", dossier_id))
    return thing


def _give(thing: Thing, giver: Actor, taker: Actor) -> UUID:
    assert taker.post_id is not None
    return custody.open_slip(thing_ids=[thing.id], to_post_id=taker.post_id, note="", actor=giver)


def _confirm(slip_id: UUID, taker: Actor, *things: Thing, reason: str = "") -> int:
    return custody.confirm_slip(slip_id=slip_id, received=[one.id for one in things], reason=reason, actor=taker)


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_an_original_counted_at_acceptance_is_in_the_desks_hand(province: SmallProvince) -> None:
    dossier_id = _accepted(province, originals=1, copies=2)

    things = custody.things_of(("dossier", dossier_id))

    assert [(one.title, one.count, one.post_id) for one in things] == [
        (f"{NOTICE}, bản chính", 1, province.desk.post_id),
        (f"{NOTICE}, bản sao", 2, province.desk.post_id),
    ]
    (move, _) = custody.moves_of(("dossier", dossier_id))
    assert (move.from_agency_id, move.receiver_id) == (None, province.desk.person_id)


def test_without_paper_nothing_is_held(province: SmallProvince) -> None:
    dossier_id = _accepted(province, originals=0)

    assert custody.things_of(("dossier", dossier_id)) == ()


def test_a_paper_stays_with_its_giver_until_the_receiver_confirms(province: SmallProvince) -> None:
    thing = _thing(dossier_id := _accepted(province))

    slip_id = _give(thing, province.desk, province.specialist)
    on_its_way = _thing(dossier_id)
    _confirm(slip_id, province.specialist, thing)

    assert (on_its_way.post_id, on_its_way.slip_id) == (province.desk.post_id, slip_id)
    assert (_thing(dossier_id).post_id, _thing(dossier_id).slip_id) == (province.specialist.post_id, None)
    slip = custody.get_slip(slip_id, actor=province.desk)
    assert (slip.state, slip.giver_id, slip.receiver_id) == (
        SlipState.CLOSED, province.desk.person_id, province.specialist.person_id,
    )  # fmt: skip
    assert [one.payload["how"] for one in events_of(("custody.thing", thing.id))] == ["taken_in", "handed_over"]


def test_nobody_but_the_receiving_post_confirms_and_nothing_moves(province: SmallProvince) -> None:
    thing = _thing(_accepted(province))
    slip_id = _give(thing, province.desk, province.specialist)
    before = everything()

    for actor in (province.desk, province.reviewer, province.leader, province.desk_head):
        with pytest.raises(NotReceiver):
            _confirm(slip_id, actor, thing)
    for actor in (province.citizen, officer("phuoc-hau.mot-cua", "Người Nơi Khác Mẫu")):
        with pytest.raises((ActDenied, NotReceiver)):
            _confirm(slip_id, actor, thing)

    after = everything()
    assert {key: after[key] for key in before if key.startswith("custody")} == {
        key: before[key] for key in before if key.startswith("custody")
    }
    assert custody.get_slip(slip_id, actor=province.desk).state is SlipState.WAITING


def test_one_person_on_both_posts_does_not_confirm_to_themselves(province: SmallProvince) -> None:
    thing = _thing(dossier_id := _accepted(province))
    account = identity.create_officer(
        username="kiem.nhiem", password="", full_name="Đỗ Thị Kiêm Mẫu", since=SEATED_ON, actor=system_actor(),
        posts=("long-chau.mot-cua", "long-chau.ho-tich"),
    )  # fmt: skip
    twice = replace(province.desk, person_id=account.person_id, user_id=account.user_id)
    slip_id = _give(thing, twice, province.specialist)

    with pytest.raises(NotReceiver, match="hai người khác nhau"):
        _confirm(
            slip_id, replace(twice, post_id=province.specialist.post_id, agency_id=province.specialist.agency_id), thing
        )

    assert _thing(dossier_id).post_id == province.desk.post_id


def test_a_paper_that_is_missing_stays_with_the_giver_with_the_reason(province: SmallProvince) -> None:
    dossier_id = _accepted(province, originals=1, copies=1)
    original, copy = custody.things_of(("dossier", dossier_id))
    assert province.specialist.post_id is not None
    slip_id = custody.open_slip(
        thing_ids=[original.id, copy.id], to_post_id=province.specialist.post_id, note="", actor=province.desk
    )

    with pytest.raises(CustodyInvalid):
        _confirm(slip_id, province.specialist, copy)
    _confirm(slip_id, province.specialist, copy, reason="Phong bì không có bản chính")

    original, copy = custody.things_of(("dossier", dossier_id))
    assert (original.post_id, original.slip_id) == (province.desk.post_id, None)
    assert copy.post_id == province.specialist.post_id
    states = {one.thing.id: (one.state, one.words) for one in custody.get_slip(slip_id, actor=province.desk).moves}
    assert states[original.id] == (MoveState.MISSING, "Phong bì không có bản chính")


def test_what_another_holds_cannot_be_given_and_what_is_on_its_way_not_twice(province: SmallProvince) -> None:
    thing = _thing(_accepted(province))

    with pytest.raises(NotHolder):
        _give(thing, province.specialist, province.reviewer)
    slip_id = _give(thing, province.desk, province.specialist)
    with pytest.raises(AlreadyMoved):
        _give(thing, province.desk, province.reviewer)
    custody.recall_slip(slip_id=slip_id, actor=province.desk)
    with pytest.raises(AlreadyMoved):
        _confirm(slip_id, province.specialist, thing)
    with pytest.raises(NotHolder):
        custody.recall_slip(slip_id=_give(thing, province.desk, province.reviewer), actor=province.specialist)


def test_the_citizen_gets_papers_with_the_result_and_proof_of_identity(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)
    thing = _thing(dossier_id)
    page = reverse("dossiers:hand_back", args=[dossier_id])
    desk = come_in(province.desk)
    answer = {"version": version_of(dossier_id), "paper": "can-cuoc", "digits": "0073", "ban-giay": str(thing.id)}

    shown = _text(desk.get(page))
    desk.post(page, answer)

    assert "Giấy tờ bản giấy giao cùng kết quả" in shown
    assert _thing(dossier_id).state is ThingState.GIVEN
    last = custody.moves_of(("dossier", dossier_id))[0]
    assert (last.to_agency_id, last.words) == (None, "Thẻ căn cước, bốn ký tự cuối khớp")


def test_without_a_proof_of_identity_nothing_is_given_to_the_citizen(province: SmallProvince) -> None:
    thing = _thing(dossier_id := _accepted(province))
    before = everything()

    with pytest.raises(CustodyInvalid):
        api.give_papers_back(dossier_id=dossier_id, thing_ids=[thing.id], identity_checked=" ", actor=province.desk)
    with pytest.raises(NotHolder):
        api.give_papers_back(
            dossier_id=dossier_id, thing_ids=[thing.id], identity_checked="Căn cước", actor=province.specialist
        )

    assert everything() == before


def test_a_scanned_slip_confirms_many_at_once(province: SmallProvince) -> None:
    things = [_thing(_accepted(province)) for _ in range(3)]
    assert province.specialist.post_id is not None
    desk, specialist = come_in(province.desk), come_in(province.specialist)
    desk.post(
        reverse("custody:give"),
        {"chon": [str(one.id) for one in things], "nhan": str(province.specialist.post_id), "note": "Hồ sơ sáng nay"},
    )
    (waiting,) = custody.waiting(actor=province.specialist, incoming=True)
    scanned = f"Mã hồ sơ: nhiều hồ sơ\nTra cứu: http://localhost:8000/can-bo/giay-to/quet/{waiting.token}/"

    opened = specialist.get(reverse("custody:holdings"), {"phieu": scanned}, follow=True)
    specialist.post(
        reverse("custody:slip", args=[waiting.id]),
        {"nhan": [str(one.thing.id) for one in _moves(waiting.id, province)]},
    )

    assert "Bạn đã nhận giấy tờ nào?" in _text(opened)
    assert {one.post_id for one in custody.held(actor=province.specialist).things} == {province.specialist.post_id}
    assert len(custody.held(actor=province.specialist).things) == 3
    assert custody.held(actor=province.desk).things == ()


def _moves(slip_id: UUID, province: SmallProvince) -> tuple[Any, ...]:
    return custody.get_slip(slip_id, actor=province.specialist).moves


def test_the_printed_slip_is_a_pdf_for_its_two_posts_alone(province: SmallProvince) -> None:
    slip_id = _give(_thing(_accepted(province)), province.desk, province.specialist)
    page = reverse("dossiers:custody_slip", args=[slip_id])

    answer = come_in(province.specialist).get(page)

    assert answer.content.startswith(b"%PDF-")
    assert come_in(province.reviewer).get(page).status_code == 404
    assert come_in(province.citizen).get(page).status_code == 403


def test_the_page_of_a_post_shows_what_it_holds_with_a_constant_number_of_queries(province: SmallProvince) -> None:
    for _ in range(2):
        _accepted(province)
    desk = come_in(province.desk)
    page = reverse("custody:holdings")

    few = _queries(desk, page)
    for _ in range(3):
        _accepted(province)
    many = _queries(desk, page)

    assert few == many
    assert _text(desk.get(page)).count(f"{NOTICE}, bản chính") >= 5


def _queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        client.get(page)
    return len(seen)


def test_the_leader_sees_who_holds_what_in_the_agency_and_a_specialist_does_not(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    _confirm(_give(_thing(dossier_id), province.desk, province.specialist), province.specialist, _thing(dossier_id))

    shown = custody.held(actor=province.leader, whole_agency=True).things

    assert [one.post_id for one in shown] == [province.specialist.post_id]
    with pytest.raises(ActDenied):
        custody.held(actor=province.specialist, whole_agency=True)


def test_the_leader_sees_what_the_one_stop_below_holds(province: SmallProvince) -> None:
    _accepted(province)

    shown = custody.held(actor=province.leader, whole_agency=True).things

    assert [one.post_id for one in shown] == [province.desk.post_id]


def test_a_result_on_paper_is_held_by_who_made_it(province: SmallProvince) -> None:
    dossier_id = _accepted(province, originals=0)
    page = reverse("dossiers:originals", args=[dossier_id])

    come_in(province.specialist).post(page, {"kind": "result", "title": "Giấy khai sinh, bản chính", "count": "2"})

    thing = _thing(dossier_id)
    assert (thing.kind, thing.count, thing.post_id) == (ThingKind.RESULT, 2, province.specialist.post_id)


def test_a_name_of_nothing_is_told_at_its_field(province: SmallProvince) -> None:
    dossier_id = _accepted(province, originals=0)
    page = reverse("dossiers:originals", args=[dossier_id])

    answer = come_in(province.desk).post(page, {"kind": "tool", "title": "", "count": "1"})

    assert answer.status_code == 422
    assert 'href="#title"' in answer.content.decode()
    assert custody.things_of(("dossier", dossier_id)) == ()


def test_a_confirmed_hand_over_cannot_be_deleted_or_rewritten(province: SmallProvince) -> None:
    thing = _thing(_accepted(province))
    slip_id = _give(thing, province.desk, province.specialist)
    _confirm(slip_id, province.specialist, thing)

    for statement in ("DELETE FROM custody_handover", "UPDATE custody_handover SET receiver_id = NULL"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_thing_is_taken_in_once(province: SmallProvince) -> None:
    dossier_id = _accepted(province)
    again = NewThing(kind=ThingKind.COMPONENT, code="birth_notice", title="Giấy chứng sinh, bản chính")

    taken = custody.take_in(
        subject=("dossier", dossier_id), reference="x", things=(again,), words="", actor=province.specialist
    )

    assert taken == ()
    assert _thing(dossier_id).post_id == province.desk.post_id
