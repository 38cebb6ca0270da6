"""From the payer's button to the dossier that goes on; late and double money goes back; the report equals the dues."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Sum
from pytest_django.plugin import DjangoDbBlocker

from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.casework.dossiers.types import Application, FilingChannel, ReturnMethod
from tinhso.engines.workflow import api as workflow
from tinhso.engines.workflow.types import Act
from tinhso.flows.fee_paid import subscribers as flow
from tinhso.foundation.access.errors import ActDenied
from tinhso.foundation.definitions import api as definitions
from tinhso.insight.revenue import api as revenue
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.outbox.api import stream_events
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.ereceipts import api as ereceipts
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import NoDue
from tinhso.services.fees.types import Due, DueState
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import OrderState, Payer
from tinhso.services.registers import api as registers

EXTRACT = "2.000635"


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_small_province(tmp_path_factory.mktemp("definitions"), procedures=(EXTRACT,))
        transaction.set_rollback(True)


@pytest.fixture
def province(standing: SmallProvince, db: None) -> Iterator[SmallProvince]:
    cache.clear()
    yield standing
    cache.clear()


def owing(province: SmallProvince, copies: int) -> UUID:
    """An accepted extract with so many copies, each 8.000 đồng."""
    filed = dossiers.submit_dossier(
        application=Application(
            procedure_version_id=definitions.get("procedure", EXTRACT).id,
            applicant=province.applicant,
            answers={**province.applications[EXTRACT]["answers"], "copies": copies},
            receiving_agency_id=province.receiving_id,
            channel=FilingChannel.COUNTER,
            return_method=ReturnMethod.COUNTER,
        ),
        idempotency_key=None,
        actor=province.desk,
    )
    (task,) = workflow.open_tasks(("dossier", filed.id))
    outcome = next(one.code for one in task.outcomes if Act.ACCEPT in one.does)
    row = dossiers.get_dossier(filed.id, actor=province.desk, purpose="Kiểm thử")
    done = dossiers.TaskDone(outcome=outcome)
    dossiers.do_task(task_id=task.id, done=done, version=row.version, actor=province.desk)
    return filed.id


def due_of(dossier_id: UUID) -> Due:
    (due,) = fees.dues_of(("dossier", dossier_id))
    return due


def order_of(token: str) -> Any:
    """The order behind a page's token."""
    (found,) = [one for bill in _bills() for one in payments.orders_for(bill) if one.token == token]
    return found


def _bills() -> list[str]:
    return [str(one) for one in apps.get_model("fees.Bill")._default_manager.values_list("id", flat=True)]


def told_settled(order: Any) -> EventRecord:
    """The gateway's event as the outbox hands it over."""
    payload = {
        "order_id": str(order.id), "client": "", "reference": order.reference, "amount_vnd": order.amount_vnd,
        "channel": "vietqr", "receipt_id": str(order.id), "paid_at": clock.now().isoformat(),
    }  # fmt: skip
    return EventRecord(
        id=order.id, name="payment.settled", version=1, aggregate_kind="payment", aggregate_id=order.id, seq=1,
        at=clock.now(), payload=payload, person_id=None, post_id=None, agency_id=None, channel="system",
        request_id=order.id,
    )  # fmt: skip


def pay(actor: Actor, *dossier_ids: UUID) -> Any:
    return order_of(cashier.pay_online(due_ids=[due_of(one).id for one in dossier_ids], actor=actor))


def test_one_order_pays_the_dues_of_two_dossiers_once(province: SmallProvince) -> None:
    one, other = owing(province, 3), owing(province, 1)

    order = pay(province.citizen, one, other)
    again = pay(province.citizen, other, one)

    assert (order.amount_vnd, len(order.lines), again.id) == (32_000, 2, order.id)
    assert {line.beneficiary.account for line in order.lines} == {"3511000041011"}
    for _ in range(2):
        flow.settle(told_settled(order))
    assert [due_of(dossier).state for dossier in (one, other)] == [DueState.SETTLED] * 2
    assert fees.refunds() == ()


def test_an_amount_that_changed_makes_another_order_and_closes_the_first(province: SmallProvince) -> None:
    dossier_id = owing(province, 2)
    first = pay(province.citizen, dossier_id)
    row = dossiers.get_dossier(dossier_id, actor=province.desk, purpose="Kiểm thử")
    dossiers.claim_at_desk(
        dossier_id=dossier_id, exemption="disabled", evidence="Số 3", version=row.version, actor=province.desk
    )

    second = pay(province.citizen, dossier_id)

    assert (first.amount_vnd, second.amount_vnd) == (16_000, 8_000)
    assert payments.get_order(first.id).state is OrderState.CANCELLED


def test_a_stranger_pays_nothing_for_others_and_learns_nothing(province: SmallProvince) -> None:
    dossier_id = owing(province, 1)
    before = (len(_bills()), due_of(dossier_id))

    with pytest.raises(NoDue):
        cashier.pay_online(due_ids=[due_of(dossier_id).id], actor=province.stranger)

    assert (len(_bills()), due_of(dossier_id)) == before


def test_money_for_a_due_that_was_paid_at_the_counter_meanwhile_is_owed_back(province: SmallProvince) -> None:
    dossier_id = owing(province, 1)
    order = pay(province.citizen, dossier_id)
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    cashier.take_money(due_ids=[due_of(dossier_id).id], received_vnd=8_000, key="k", actor=province.desk)

    flow.settle(told_settled(order))

    (refund,) = fees.refunds()
    assert (refund.amount_vnd, refund.cause, refund.source) == (8_000, "not_owed", ("payments.order", order.id))
    assert due_of(dossier_id).paid_vnd == 8_000


def test_money_of_another_system_settles_nothing_of_ours(province: SmallProvince) -> None:
    due = due_of(owing(province, 1))
    line = pay(province.citizen, due.subject[1]).lines[0]
    for client, code in (("thue", str(due.id)), ("", "TNCN-2026")):
        strange = payments.create_order(
            lines=(replace(line, code=code),), payer=Payer(), reference="R1", purpose="Thuế", client=client,
            idempotency_key="R1", actor=system_actor(),
        )  # fmt: skip
        flow.settle(told_settled(strange))

    assert due_of(due.subject[1]) == due


def deliver() -> None:
    """Everything that was published, to the subscribers of this story and of the report; each twice."""
    handlers = {
        "fee.paid": flow.order_ereceipt,
        "fee.unpaid": flow.cancel_ereceipt,
        "fee.refunded": flow.adjust_ereceipt,
    }
    for kind in ("fees.due", "cash.deposit"):
        for record in stream_events(kind):
            for _ in range(2):
                if record.name in handlers:
                    handlers[record.name](record)
                if record.name in revenue.EVENTS:
                    revenue.follow(record)


def figures() -> dict[str, int]:
    return {
        one["measure"]: one["sum"]
        for one in apps.get_model("revenue.Movement")
        ._default_manager.values("measure")
        .annotate(sum=Sum("amount_vnd"))
        .order_by()
    }


def test_the_money_report_is_the_dues_to_the_dong(province: SmallProvince) -> None:
    shift_id = cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    cash, online, gone, poor, wrong = (owing(province, copies) for copies in (1, 2, 3, 4, 5))
    cashier.take_money(due_ids=[due_of(cash).id], received_vnd=8_000, key="a", actor=province.desk)
    mistaken = cashier.take_money(due_ids=[due_of(wrong).id], received_vnd=40_000, key="b", actor=province.desk)
    cashier.cancel_receipt(receipt_id=mistaken, reason="Nhầm", actor=province.desk_head)
    order = pay(province.citizen, online)
    flow.settle(told_settled(order))
    dossiers.withdraw_dossier(dossier_id=gone, reason="", actor=province.citizen)
    row = dossiers.get_dossier(online, actor=province.desk, purpose="Kiểm thử")
    for dossier_id in (poor, online):
        row = dossiers.get_dossier(dossier_id, actor=province.desk, purpose="Kiểm thử")
        dossiers.claim_at_desk(
            dossier_id=dossier_id, exemption="disabled", evidence="Số 3", version=row.version, actor=province.desk
        )
    (refund,) = fees.refunds()
    fees.refund_paid(refund_id=refund.id, reference="UNC", actor=system_actor())
    cashdesk.close_shift(shift_id=shift_id, counted={5_000: 1, 2_000: 1, 1_000: 1}, explanation="", actor=province.desk)
    cashier.make_deposits(actor=province.desk)

    deliver()

    dues = apps.get_model("fees.Due")._default_manager
    settlements = apps.get_model("fees.Settlement")._default_manager.filter(is_reversed=False)
    living = dues.exclude(state="cancelled")
    assert figures() == {
        "owed": dues.aggregate(s=Sum("amount_vnd"))["s"],
        "exempt": living.aggregate(s=Sum(F("full_vnd") - F("amount_vnd")))["s"],
        "cash": settlements.filter(means="cash").aggregate(s=Sum("amount_vnd"))["s"],
        "online": settlements.filter(means="online").aggregate(s=Sum("amount_vnd"))["s"],
        "refund_owed": 8_000,
        "refunded": 8_000,
        "deposited": 8_000,
    }
    assert figures() == {
        "owed": 8_000 + 8_000 + 16_000 + 40_000, "exempt": 8_000 + 16_000, "cash": 8_000, "online": 16_000,
        "refund_owed": 8_000, "refunded": 8_000, "deposited": 8_000,
    }  # fmt: skip
    before = figures()
    assert revenue.tell_again() > 0
    assert figures() == before


def test_the_report_shows_an_agency_its_own_and_only_to_who_may_read(province: SmallProvince) -> None:
    owing(province, 1)
    deliver()
    day = clock.today()

    lines = revenue.report(first=day, last=day, actor=province.leader)

    assert [(line.agency_id, line.procedure_code, line.amounts) for line in lines] == [
        (province.owner_id, EXTRACT, {"owed": 8_000})
    ]
    assert revenue.report(first=day - timedelta(days=2), last=day - timedelta(days=1), actor=province.leader) == ()
    for who in (province.desk, province.specialist, province.citizen):
        with pytest.raises(ActDenied):
            revenue.report(first=day, last=day, actor=who)


def test_money_has_its_electronic_receipt_once_and_a_cancelled_one_is_taken_back(province: SmallProvince) -> None:
    dossier_id = owing(province, 1)
    reference = due_of(dossier_id).reference
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    receipt = cashier.take_money(due_ids=[due_of(dossier_id).id], received_vnd=8_000, key="k", actor=province.desk)
    deliver()
    assert [(one.amount_vnd, one.state.value) for one in ereceipts.of_reference(reference)] == [(8_000, "ordered")]

    cashier.cancel_receipt(receipt_id=receipt, reason="Nhầm", actor=province.desk_head)
    deliver()

    assert [(one.amount_vnd, one.state.value) for one in ereceipts.of_reference(reference)] == [(0, "dropped")]
    assert registers.last_number(scope="cash.receipt.H61.41.01.001.CT-26P.2026") == 1


def refunded_events() -> list[EventRecord]:
    return [one for one in stream_events("fees.due") if one.name == "fee.refunded"]


def test_money_that_first_went_to_the_wrong_hands_lowers_its_electronic_receipt_once(province: SmallProvince) -> None:
    dossier_id = owing(province, 2)
    due = due_of(dossier_id)
    cashdesk.open_shift(opening_vnd=50_000, actor=province.desk)
    cashier.take_money(due_ids=[due.id], received_vnd=16_000, key="k", actor=province.desk)
    deliver()
    fees.drop_due(due_id=due.id, reason="Không phải thu.", actor=system_actor())
    (owed,) = fees.refunds(subject=("dossier", dossier_id))

    wrong = paid_out(province, owed.id)
    cashdesk.ask_return(payout_id=wrong, reason="Giao nhầm người trùng tên, đã trả lại", actor=province.desk)
    cashier.approve_return(payout_id=wrong, actor=province.desk_head)
    paid_out(province, owed.id)

    first, second = refunded_events()
    # What comes back from one hand and goes to another is the same money: told in any order, it counts once.
    flow.adjust_ereceipt(second)
    assert [one.amount_vnd for one in ereceipts.of_reference(due.reference)] == [16_000]
    flow.adjust_ereceipt(first)
    assert [(one.amount_vnd, one.state.value) for one in ereceipts.of_reference(due.reference)] == [(0, "dropped")]


def paid_out(province: SmallProvince, refund_id: UUID) -> UUID:
    """The money of a slip is out."""
    payout_id = cashier.prepare_payout(refund_id=refund_id, actor=province.desk)
    cashdesk.approve_payout(payout_id=payout_id, actor=province.desk_head)
    cashier.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=province.desk)
    return payout_id
