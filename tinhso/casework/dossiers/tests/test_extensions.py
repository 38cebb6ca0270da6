"""A late dossier is apologised for with a new date, once, signed; a stop at the applicant's wish is told by a notice.

November 2026: Monday 23rd works, Tuesday 24th is the Day of Vietnamese Culture, Wednesday 25th to Friday 27th work.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from tinhso.casework.dossiers import api, correspondence, queries
from tinhso.casework.dossiers.errors import WrongStatus
from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.acts import MARITAL, accept, do, everything, file, finish, status_of, version_of
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import ActKind, ClockKind, ClockState, Punctuality
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.kernel.errors import Denied, Invalid, Unavailable
from tinhso.kernel.outbox.models import OutboxEvent
from tinhso.services.signatures import api as signatures

pytestmark = pytest.mark.django_db
MONDAY_9 = at_local(2026, 11, 23, 9)
REASON = "Chờ trả lời xác minh của nơi cư trú trước đây."
LATER = date(2026, 12, 2)


def accepted(province: SmallProvince) -> UUID:
    """A dossier due on Friday 27/11/2026 at 17:00."""
    with frozen(MONDAY_9):
        filed = file(province, MARITAL)
        accept(province, filed.id)
    return filed.id


def propose(dossier_id: UUID, actor: Actor, *, day: date = LATER, reason: str = REASON) -> UUID:
    return api.propose_extension(
        dossier_id=dossier_id, new_due_on=day, reason=reason, version=version_of(dossier_id), actor=actor
    )


def decide(dossier_id: UUID, actor: Actor, *, agree: bool = True, note: str = "") -> None:
    api.decide_extension(dossier_id=dossier_id, agree=agree, note=note, version=version_of(dossier_id), actor=actor)


@pytest.mark.parametrize(
    ("signed_at", "in_time"),
    [
        # The last working day before the due day, to its end; then it is told too late, and still told.
        (at_local(2026, 11, 26, 16, 59), True),
        (at_local(2026, 11, 27, 8), False),
    ],
)
def test_an_apology_gives_a_new_date_and_never_makes_late_on_time(
    province: SmallProvince, signed_at: datetime, in_time: bool
):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 9)):
        propose(dossier_id, province.specialist)
    with frozen(signed_at):
        decide(dossier_id, province.leader)
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert clock is not None
    assert (clock.due_at, clock.appointed_at) == (at_local(2026, 11, 27, 17), at_local(2026, 12, 2, 17))
    assert Dossier.objects.get(id=dossier_id).due_at == at_local(2026, 11, 27, 17)
    (line,) = [one for one in deadlines.list_ledger(clock.id) if one.act is ActKind.REAPPOINTED]
    assert line.reason == REASON
    event = OutboxEvent.objects.get(name="dossier.extended")
    assert event.payload["told_in_time"] is in_time
    assert correspondence.extensions_of(dossier_id)[0].told_in_time is in_time
    with frozen(at_local(2026, 12, 1, 9)):
        finish(province, dossier_id)
    assert deadlines.punctuality_of(deadlines.get_clock(clock.id)) is Punctuality.LATE


def test_the_apology_is_a_signed_letter_of_form_04(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 9)):
        propose(dossier_id, province.specialist)
        decide(dossier_id, province.leader)
    (paper,) = [one for one in queries.papers_of(dossier_id) if one.kind == "apology"]
    assert paper.title == "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    assert paper.file_id is not None


def test_a_new_date_is_given_once(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 9)):
        propose(dossier_id, province.specialist)
        with pytest.raises(WrongStatus):
            propose(dossier_id, province.specialist)
        decide(dossier_id, province.leader)
        before = everything()
        with pytest.raises(WrongStatus):
            propose(dossier_id, province.specialist, day=date(2026, 12, 9))
        assert everything() == before


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 27), REASON),
        (date(2026, 11, 26), REASON),
        (date(2026, 11, 29), REASON),
        (LATER, "  "),
    ],
)
def test_a_new_date_is_a_later_working_day_with_a_reason(province: SmallProvince, day: date, reason: str):
    dossier_id = accepted(province)
    before = everything()
    with frozen(at_local(2026, 11, 25, 9)), pytest.raises(Invalid):
        propose(dossier_id, province.specialist, day=day, reason=reason)
    assert everything() == before


def test_the_officer_proposes_and_the_leader_signs(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 9)):
        for other in (province.desk, province.reviewer, province.citizen):
            before = everything()
            with pytest.raises(Denied):
                propose(dossier_id, other)
            assert everything() == before
        propose(dossier_id, province.specialist)
        for other in (province.specialist, province.reviewer, province.desk_head, province.citizen):
            before = everything()
            with pytest.raises(Denied):
                decide(dossier_id, other)
            assert everything() == before
        assert [one.words for one in correspondence.waiting_for_head(actor=province.leader)[1]] == [REASON]
        assert correspondence.waiting_for_head(actor=province.specialist) == ((), ())
        with pytest.raises(Invalid):
            decide(dossier_id, province.leader, agree=False)
        decide(dossier_id, province.leader, agree=False, note="Làm kịp.")
    assert correspondence.extensions_of(dossier_id)[0].state == "declined"
    clock = deadlines.find_clock(("dossier", dossier_id), ClockKind.PROCESSING)
    assert clock is not None
    assert clock.reappointed_due_at is None


def test_without_a_signature_nothing_is_extended(province: SmallProvince, monkeypatch: pytest.MonkeyPatch):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 9)):
        propose(dossier_id, province.specialist)

        def silent(**_: object) -> None:
            raise Unavailable("Dịch vụ ký số không trả lời.")

        monkeypatch.setattr(signatures, "sign_person", silent)
        before = everything()
        with pytest.raises(Unavailable):
            decide(dossier_id, province.leader)
        assert everything() == before


def test_a_stop_at_the_applicants_wish_is_8_with_its_notice(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 10)):
        api.stop_dossier(
            dossier_id=dossier_id,
            requested_at=at_local(2026, 11, 25, 9),
            reason="Không còn nhu cầu.",
            version=version_of(dossier_id),
            actor=province.leader,
        )
    assert status_of(dossier_id) is Status.STOPPED
    assert {one.state for one in deadlines.get_clocks(("dossier", dossier_id)) if one.kind is ClockKind.PROCESSING} == {
        ClockState.CANCELLED
    }
    (paper,) = [one for one in queries.papers_of(dossier_id) if one.kind == "stop"]
    assert paper.title == "Thông báo dừng giải quyết hồ sơ"
    assert queries.items_of(dossier_id) == ()


def test_only_the_leader_stops_and_only_before_there_is_a_result(province: SmallProvince):
    dossier_id = accepted(province)
    stop: dict[str, Any] = {"dossier_id": dossier_id, "requested_at": MONDAY_9, "reason": "Không còn nhu cầu."}
    for other in (province.specialist, province.desk, province.desk_head, province.citizen):
        before = everything()
        with pytest.raises(Denied):
            api.stop_dossier(**stop, version=version_of(dossier_id), actor=other)
        assert everything() == before
    with frozen(at_local(2026, 11, 25, 9)):
        do(dossier_id, "eligible", province.specialist)
        do(dossier_id, "agreed", province.reviewer)
        do(dossier_id, "signed", province.leader)
        before = everything()
        with pytest.raises(WrongStatus):
            api.stop_dossier(**stop, version=version_of(dossier_id), actor=province.leader)
        assert everything() == before


def test_a_proposal_is_taken_back_by_who_made_it_before_it_is_signed(province: SmallProvince):
    dossier_id = accepted(province)
    with frozen(at_local(2026, 11, 25, 9)):
        propose(dossier_id, province.specialist)
        before = everything()
        with pytest.raises(Denied):
            api.recall_extension(dossier_id=dossier_id, version=version_of(dossier_id), actor=province.reviewer)
        assert everything() == before
        api.recall_extension(dossier_id=dossier_id, version=version_of(dossier_id), actor=province.specialist)
        with pytest.raises(WrongStatus):
            decide(dossier_id, province.leader)
        propose(dossier_id, province.specialist, day=date(2026, 12, 3))
    assert [one.state for one in correspondence.extensions_of(dossier_id)] == ["recalled", "proposed"]
