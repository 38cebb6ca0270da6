"""What agrees is told as agreeing, with the same sums on both sides; what a lost message leaves behind has a name."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from tests.reconciliation.conftest import (
    MORNING,
    NEXT_DAY,
    Scene,
    found,
    open_ones,
    portal_forgets,
    portal_says,
)
from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.ratings import api as ratings
from tinhso.flows.reconciliation.types import Report, System
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import frozen
from tinhso.kernel.outbox.delivery import deliver_all
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import FeeKind, Means, Waits
from tinhso.services.national_portal.adapters.demo import DemoPortal


def outcome(report: Report, system: System) -> tuple[int, int, dict[str, int]]:
    """Examined, unexplained, đồng on both sides."""
    one = next(one for one in report.outcomes if one.system is system)
    return one.examined, one.unexplained, dict(one.sums)


def rows(label: str) -> Any:
    return apps.get_model(label)._default_manager


def lose(*subscribers: str) -> None:
    """The events that wait for these subscribers never arrive."""
    lost, _ = rows("outbox.Delivery").filter(subscriber__in=subscribers).delete()
    assert lost


def test_a_dossier_that_was_paid_told_and_synchronised_agrees_everywhere(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    scene.pays_online(dossier_id)
    scene.goes_on()

    report = scene.reconciles()

    assert (report.agrees, found()) == (True, [])
    assert outcome(report, System.PAYMENTS) == (1, 0, {"record": 24_000, "system": 24_000})
    assert [outcome(report, one)[:2] for one in (System.DOSSIERS, System.NATIONAL, System.NOTICES)] == [(1, 0)] * 3


def test_money_that_never_reached_its_dossier_is_named_and_goes_once_it_is_recorded(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    scene.pays_online(dossier_id)
    dead = rows("outbox.Delivery").filter(subscriber="fee_paid.settle")
    dead.update(is_dead=True)

    report = scene.reconciles()

    assert (report.agrees, found()) == (False, [("payment.not_recorded", "không có", "24.000 đồng")])
    (one,) = open_ones()
    assert (one.dossier_code, one.since) == (scene.code_of(dossier_id), MORNING + timedelta(minutes=10))
    assert "tinhso outbox replay" in one.code.advice
    dead.update(is_dead=False)
    scene.goes_on()
    assert (scene.reconciles(days=1).agrees, found()) == (True, [])


def test_a_payment_that_the_gateway_knows_nothing_of_is_named(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    with frozen(MORNING):
        fees.settle(
            amounts={scene.due_of(dossier_id): 24_000},
            source=("payments.order", uuid4()),
            means=Means.ONLINE,
            paid_at=MORNING,
            actor=system_actor(),
        )
    scene.goes_on()

    scene.reconciles()

    assert found() == [("payment.not_received", "24.000 đồng", "không có")]


def test_another_amount_in_the_gateway_is_named_with_both(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    order = scene.pays_online(dossier_id)
    scene.goes_on()
    row = rows("payments.OrderRow").get(id=order.id)
    row.lines[0]["amount_vnd"] = 20_000
    row.save()

    scene.reconciles()

    assert found() == [("payment.another_amount", "24.000 đồng", "20.000 đồng")]


def test_cash_agrees_until_its_receipt_is_cancelled_behind_the_dues(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    desk = scene.province.desk
    with frozen(MORNING):
        cashdesk.open_shift(opening_vnd=0, actor=desk)
        receipt_id = cashier.take_money(
            due_ids=[scene.due_of(dossier_id)], received_vnd=24_000, key="mot-lan", actor=desk
        )
    scene.goes_on()
    assert outcome(scene.reconciles(), System.CASHDESK) == (1, 0, {"record": 24_000, "system": 24_000})

    with frozen(NEXT_DAY):
        cashdesk.cancel_receipt(receipt_id=receipt_id, reason="Ghi nhầm người nộp.", actor=scene.province.desk_head)
    scene.reconciles(days=1)

    assert found() == [("cash.not_received", "24.000 đồng", "không có")]
    with frozen(NEXT_DAY):
        fees.unsettle(source=(cashier.SOURCE, receipt_id), reason="Hủy biên lai", actor=system_actor())
    scene.goes_on()
    assert (scene.reconciles(days=2).agrees, found()) == (True, [])


def test_a_status_that_was_never_queued_for_the_portal_is_named(scene: Scene) -> None:
    dossier_id = scene.accepted()
    lose("national_sync.tell_portal")
    scene.goes_on()

    report = scene.reconciles()

    assert found() == [
        ("national.untold", "Mới đăng ký", "chưa xếp hàng"),
        ("national.untold", "Được tiếp nhận", "chưa xếp hàng"),
        ("national.untold", "Đang xử lý", "chưa xếp hàng"),
    ]
    assert {one.dossier_code for one in open_ones()} == {scene.code_of(dossier_id)}
    assert not report.agrees


def test_a_portal_that_forgot_or_says_otherwise_is_named_field_by_field(scene: Scene) -> None:
    one, other = scene.accepted(), scene.accepted(1)
    scene.goes_on()
    portal_says(scene.code_of(one), TrangThaiHoSo="1")
    kept = scene.code_of(other)
    portal_forgets(kept)

    scene.reconciles()

    status = dossiers.standings_of([one])[one].status
    assert sorted(found()) == sorted(
        [
            ("national.differs", f"Trạng thái: {status}", "Trạng thái: 1"),
            ("national.differs", kept, "Cổng chưa có hồ sơ này"),
        ]
    )


def test_a_portal_that_does_not_answer_is_no_agreement(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.accepted()
    scene.goes_on()
    monkeypatch.setattr(DemoPortal, "fails", 9)

    report = scene.reconciles()

    one = next(one for one in report.outcomes if one.system is System.NATIONAL)
    assert (report.agrees, found(), one.unasked) == (False, [], 1)
    assert "không trả lời" in one.why


def test_what_the_portal_has_not_taken_waits_or_is_refused_with_its_reason(scene: Scene) -> None:
    dossier_id = scene.accepted()
    with frozen(MORNING):
        deliver_all()
    line = rows("national_portal.Message").order_by("seq").first()
    scene.reconciles()
    assert [(code, ours) for code, ours, _ in found() if code == "national.waits"] == [("national.waits", "Nộp hồ sơ")]

    line.state, line.error = "dead", "Cổng từ chối: thủ tục chưa mở"
    line.save()
    scene.reconciles()

    refused = [(code, theirs) for code, _, theirs in found() if code == "national.refused"]
    assert refused == [("national.refused", "không gửi được: Cổng từ chối: thủ tục chưa mở")]
    assert dossier_id in {one.dossier_id for one in open_ones()}


def test_a_notice_that_was_never_made_is_named_and_a_refused_one_is_not(scene: Scene) -> None:
    scene.accepted()
    rows("outbox.Delivery").filter(subscriber="dossiers.tell_people", event__name="dossier.accepted").delete()
    scene.goes_on()

    scene.reconciles()

    assert found() == [("notice.missing", "Được tiếp nhận", "không có thông báo")]


def test_a_dossier_that_was_paid_and_still_waits_for_money_is_named(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    ask_more(scene, dossier_id)
    scene.goes_on()
    due = next(due for due in fees.dues_of(("dossier", dossier_id)) if due.waits is Waits.PROCESSING)
    with frozen(MORNING + timedelta(minutes=30)):
        cashdesk.open_shift(opening_vnd=0, actor=scene.province.desk)
        cashier.take_money(due_ids=[due.id], received_vnd=10_000, key="them", actor=scene.province.desk)
    rows("outbox.Delivery").filter(subscriber="dossiers.follow_payment").delete()
    scene.goes_on()

    scene.reconciles()

    assert found() == [("dossier.paid_stands_still", "Yêu cầu thực hiện nghĩa vụ tài chính", "đã nộp 10.000 đồng")]
    with frozen(MORNING + timedelta(minutes=40)):
        dossiers.follow_payment(dossier_id=dossier_id, actor=system_actor())
    scene.goes_on()
    scene.reconciles(days=1)
    assert found() == []


def ask_more(scene: Scene, dossier_id: UUID) -> None:
    """The specialist asks for 10.000 đồng; the dossier stands still until they come."""
    with frozen(MORNING + timedelta(minutes=15)):
        row = dossiers.get_dossier(dossier_id, actor=scene.province.specialist, purpose="Kiểm thử")
        dossiers.ask_fee(
            dossier_id=dossier_id, title="Phí tra cứu", kind=FeeKind.CHARGE, amount_vnd=10_000,
            reason="Phải tra sổ gốc.", waits=Waits.PROCESSING, days=5, version=row.version, actor=scene.province.specialist,
        )  # fmt: skip


def test_a_row_that_was_changed_behind_its_events_is_named(scene: Scene) -> None:
    dossier_id = scene.accepted()
    scene.goes_on()
    told = dossiers.standings_of([dossier_id])[dossier_id].status.title
    rows("dossiers.Dossier").filter(id=dossier_id).update(status=9)

    scene.reconciles()

    assert [one for one in found() if one[0] == "dossier.status_differs"] == [
        ("dossier.status_differs", told, "Đã xử lý xong")
    ]


def test_a_slip_goes_to_the_portal_once_a_version_and_one_that_was_lost_is_named(scene: Scene) -> None:
    dossier_id = scene.refused()
    scene.goes_on()
    with frozen(MORNING + timedelta(minutes=30)):
        rate(scene, dossier_id, "very_satisfied")
    scene.goes_on()
    assert outcome(scene.reconciles(), System.RATINGS)[:2] == (1, 0)
    sent = rows("national_portal.Message").filter(kind="rating")
    assert list(sent.values_list("state", "seq")) == [("sent", 1)]

    with frozen(MORNING + timedelta(minutes=40)):
        rate(scene, dossier_id, "unsatisfied")
    lose("national_sync.tell_rating")
    scene.goes_on()
    scene.reconciles(days=1)

    assert found() == [("rating.untold", "phiếu lần 2", "chưa xếp hàng")]
    assert open_ones()[0].dossier_code == scene.code_of(dossier_id)


def rate(scene: Scene, dossier_id: UUID, level: str) -> None:
    ratings.rate(kind="dossier", subject_id=dossier_id, given=ratings.Given(level=level), actor=scene.province.citizen)
