"""Money at a counter: numbers without gaps, cancelled ones kept, shifts counted, slips that equal the receipts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from tinhso.casework.cashier import api
from tinhso.casework.cashier.tests.conftest import Owing
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.foundation.access.errors import ActDenied
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, NotFound
from tinhso.kernel.outbox.api import events_of
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.errors import (
    CashInvalid,
    NoOpenShift,
    PayoutOver,
    ReceiptOver,
    ShiftOpen,
    ShiftOver,
)
from tinhso.services.cashdesk.types import DepositState, PayoutState, Receipt, ReceiptState, ShiftState
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import DueClosed
from tinhso.services.fees.types import DueState, Means


def rows() -> dict[str, int]:
    """How many rows every table holds: equal before and after a refusal."""
    grows = {"access.SecurityEntry", "sessions.Session"}
    return {m._meta.label: m._default_manager.count() for m in apps.get_models() if m._meta.label not in grows}


def dues_of(dossier_id: UUID) -> list[UUID]:
    return [due.id for due in fees.dues_of(("dossier", dossier_id)) if due.left_vnd]


def take(actor: Actor, *dossiers: UUID, received: int = 1_000_000, key: str = "") -> Receipt:
    ids = [due for one in dossiers for due in dues_of(one)]
    receipt_id = api.take_money(due_ids=ids, received_vnd=received, key=key or str(uuid4()), actor=actor)
    assert actor.agency_id is not None
    return cashdesk.get_receipt(receipt_id, agency_id=actor.agency_id)


def test_one_receipt_pays_the_dues_of_two_dossiers(province: SmallProvince, owing: Owing) -> None:
    (one, code), (other, _) = owing(3), owing(1)
    cashdesk.open_shift(opening_vnd=200_000, actor=province.desk)

    receipt = take(province.desk, one, other, received=50_000)

    assert (receipt.number, receipt.book, receipt.amount_vnd, receipt.change_vnd) == (1, 1, 32_000, 18_000)
    assert [line.amount_vnd for line in receipt.lines] == [24_000, 8_000]
    assert receipt.lines[0].reference == code
    assert {due.state for one in (one, other) for due in fees.dues_of(("dossier", one))} == {DueState.SETTLED}
    assert province.desk.person_id is not None
    shift = cashdesk.open_shift_of(province.desk.person_id, province.receiving_id)
    assert shift is not None
    assert shift.recorded_vnd == 232_000


def test_the_same_press_is_one_receipt_and_a_paid_due_is_not_paid_twice(province: SmallProvince, owing: Owing) -> None:
    dossier_id, _ = owing(1)
    due_ids = dues_of(dossier_id)
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    given: dict[str, Any] = {"due_ids": due_ids, "received_vnd": 8_000, "actor": province.desk}
    first = api.take_money(key="k1", **given)
    before = rows()

    assert api.take_money(key="k1", **given) == first
    with pytest.raises(DueClosed):
        api.take_money(key="k2", **given)

    assert rows() == before


def test_a_refused_receipt_gives_its_number_back(province: SmallProvince, owing: Owing) -> None:
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    dossier_id, _ = owing(2)
    before = rows()

    with pytest.raises(CashInvalid, match="chưa đủ"):
        take(province.desk, dossier_id, received=15_999)

    assert rows() == before
    assert [take(province.desk, dossier_id).number, take(province.desk, owing(1)[0]).number] == [1, 2]


def test_a_cancelled_receipt_keeps_its_number_and_the_money_is_owed_again(
    province: SmallProvince, owing: Owing
) -> None:
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    dossier_id, _ = owing(1)
    receipt = take(province.desk, dossier_id)

    with pytest.raises(Denied):
        api.cancel_receipt(receipt_id=receipt.id, reason="Nhầm", actor=province.desk)
    with pytest.raises(CashInvalid):
        api.cancel_receipt(receipt_id=receipt.id, reason=" ", actor=province.desk_head)
    api.cancel_receipt(receipt_id=receipt.id, reason="Ghi nhầm người nộp", actor=province.desk_head)

    kept = cashdesk.get_receipt(receipt.id, agency_id=province.receiving_id)
    assert (kept.number, kept.state, kept.reason) == (1, ReceiptState.CANCELLED, "Ghi nhầm người nộp")
    assert [due.left_vnd for due in fees.dues_of(("dossier", dossier_id))] == [8_000]
    assert take(province.desk, dossier_id).number == 2
    with pytest.raises(ReceiptOver):
        api.cancel_receipt(receipt_id=receipt.id, reason="Nữa", actor=province.desk_head)


def test_with_its_receipt_goes_what_was_owed_back_of_it_and_nothing_else(province: SmallProvince, owing: Owing) -> None:
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    dossier_id, _ = owing(1)
    (due_id,) = dues_of(dossier_id)
    receipt = take(province.desk, dossier_id)
    twice: dict[str, Any] = {"source": ("test", uuid4()), "means": Means.ONLINE, "paid_at": receipt.issued_at}
    fees.settle(amounts={due_id: 8_000}, actor=province.desk, **twice)
    fees.drop_due(due_id=due_id, reason="Không phải thu", actor=province.desk)
    assert [(one.cause, one.amount_vnd) for one in fees.refunds()] == [("not_owed", 8_000), ("cancelled", 8_000)]

    api.cancel_receipt(receipt_id=receipt.id, reason="Ghi nhầm người nộp", actor=province.desk_head)

    assert [(one.cause, one.source) for one in fees.refunds()] == [("not_owed", twice["source"])]
    told = [(one.name, one.payload.get("amount_vnd")) for one in events_of(("fees.due", due_id))]
    assert told[-2:] == [("fee.refund_dropped", 8_000), ("fee.unpaid", 8_000)]


def test_a_shift_that_does_not_agree_is_closed_only_with_an_explanation(province: SmallProvince, owing: Owing) -> None:
    shift_id = cashdesk.open_shift(opening_vnd=10_000, actor=province.desk)
    with pytest.raises(ShiftOpen):
        cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    take(province.desk, owing(5)[0])

    with pytest.raises(CashInvalid, match=r"thiếu 1\.000 đồng"):
        cashdesk.close_shift(
            shift_id=shift_id, counted={20_000: 2, 5_000: 1, 2_000: 2}, explanation="", actor=province.desk
        )
    with pytest.raises(ActDenied):
        cashdesk.close_shift(shift_id=shift_id, counted={}, explanation="x", actor=province.specialist)
    cashdesk.close_shift(
        shift_id=shift_id,
        counted={20_000: 2, 5_000: 1, 2_000: 2},
        explanation="Trả nhầm tiền thừa",
        actor=province.desk,
    )

    shift = cashdesk.get_shift(shift_id, agency_id=province.receiving_id)
    assert (shift.state, shift.recorded_vnd, shift.counted_vnd, shift.difference_vnd) == (
        ShiftState.CLOSED, 50_000, 49_000, -1_000,
    )  # fmt: skip
    with pytest.raises(ShiftOver):
        cashdesk.close_shift(shift_id=shift_id, counted={}, explanation="x", actor=province.desk)
    with pytest.raises(NoOpenShift):
        take(province.desk, owing(1)[0])


def test_a_deposit_slip_is_what_the_receipts_of_closed_shifts_say(province: SmallProvince, owing: Owing) -> None:
    shift_id = cashdesk.open_shift(opening_vnd=100_000, actor=province.desk)
    for copies in (1, 2, 3):
        take(province.desk, owing(copies)[0])
    wrong = take(province.desk, owing(4)[0])
    api.cancel_receipt(receipt_id=wrong.id, reason="Nhầm", actor=province.desk_head)
    with pytest.raises(CashInvalid):
        api.make_deposits(actor=province.desk)
    cashdesk.close_shift(
        shift_id=shift_id,
        counted={100_000: 1, 20_000: 2, 5_000: 1, 2_000: 1, 1_000: 1},
        explanation="",
        actor=province.desk,
    )

    (deposit_id,) = api.make_deposits(actor=province.desk)

    deposit = cashdesk.get_deposit(deposit_id, agency_id=province.receiving_id)
    assert (deposit.number, deposit.amount_vnd, deposit.receipts, deposit.account_code) == (1, 48_000, 3, "xa-41-01")
    assert cashdesk.to_deposit(province.receiving_id) == ()
    with pytest.raises(Denied):
        cashdesk.confirm_deposit(deposit_id=deposit_id, bank_reference="FT1", actor=province.desk)
    cashdesk.confirm_deposit(deposit_id=deposit_id, bank_reference="FT1", actor=province.desk_head)
    assert cashdesk.get_deposit(deposit_id, agency_id=province.receiving_id).state is DepositState.CONFIRMED


def owed_back(province: SmallProvince, owing: Owing, copies: int) -> tuple[UUID, UUID]:
    """(dossier, refund): paid at the till, then no longer to be paid."""
    dossier_id, _ = owing(copies)
    take(province.desk, dossier_id)
    (due,) = fees.dues_of(("dossier", dossier_id))
    fees.drop_due(due_id=due.id, reason="Không phải thu", actor=province.desk_head)
    (refund,) = fees.refunds(subject=("dossier", dossier_id))
    return dossier_id, refund.id


def test_cash_goes_back_by_an_approved_slip_and_leaves_the_shift_and_the_deposit(
    province: SmallProvince, owing: Owing
) -> None:
    shift_id = cashdesk.open_shift(opening_vnd=10_000, actor=province.desk)
    take(province.desk, owing(5)[0])
    dossier_id, refund_id = owed_back(province, owing, 2)
    payout_id = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    assert api.prepare_payout(refund_id=refund_id, actor=province.desk) == payout_id
    with pytest.raises(PayoutOver):
        api.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=province.desk)
    cashdesk.approve_payout(payout_id=payout_id, actor=province.desk_head)

    api.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=province.desk)

    slip = cashdesk.get_payout(payout_id, agency_id=province.receiving_id)
    assert (slip.number_words[:4], slip.state, slip.amount_vnd) == ("0001", PayoutState.PAID, 16_000)
    (refund,) = fees.refunds(state="paid", subject=("dossier", dossier_id))
    assert refund.paid_reference == str(payout_id)
    assert cashdesk.get_shift(shift_id, agency_id=province.receiving_id).recorded_vnd == 10_000 + 40_000
    cashdesk.close_shift(shift_id=shift_id, counted={50_000: 1}, explanation="", actor=province.desk)
    assert [amount for _, _, amount in cashdesk.to_deposit(province.receiving_id)] == [40_000]
    (deposit_id,) = api.make_deposits(actor=province.desk)
    assert cashdesk.get_deposit(deposit_id, agency_id=province.receiving_id).amount_vnd == 40_000
    assert cashdesk.to_deposit(province.receiving_id) == ()


def test_what_went_back_beyond_what_came_waits_for_the_next_slip(province: SmallProvince, owing: Owing) -> None:
    first = cashdesk.open_shift(opening_vnd=50_000, actor=province.desk)
    _, refund_id = owed_back(province, owing, 2)
    cashdesk.close_shift(
        shift_id=first, counted={50_000: 1, 10_000: 1, 5_000: 1, 1_000: 1}, explanation="", actor=province.desk
    )
    api.make_deposits(actor=province.desk)
    second = cashdesk.open_shift(opening_vnd=50_000, actor=province.desk)
    payout_id = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    cashdesk.approve_payout(payout_id=payout_id, actor=province.desk_head)
    api.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=province.desk)
    cashdesk.close_shift(shift_id=second, counted={20_000: 1, 10_000: 1, 2_000: 2}, explanation="", actor=province.desk)

    assert [amount for _, _, amount in cashdesk.to_deposit(province.receiving_id)] == [-16_000]
    with pytest.raises(CashInvalid):
        api.make_deposits(actor=province.desk)
    third = cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    take(province.desk, owing(3)[0])
    cashdesk.close_shift(shift_id=third, counted={20_000: 1, 2_000: 2}, explanation="", actor=province.desk)

    (deposit_id,) = api.make_deposits(actor=province.desk)

    assert cashdesk.get_deposit(deposit_id, agency_id=province.receiving_id).amount_vnd == 24_000 - 16_000
    assert {cashdesk.get_shift(one, agency_id=province.receiving_id).state for one in (second, third)} == {
        ShiftState.DEPOSITED
    }


def test_a_cancelled_slip_keeps_its_number_and_the_money_is_owed_as_before(
    province: SmallProvince, owing: Owing
) -> None:
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    dossier_id, refund_id = owed_back(province, owing, 1)
    payout_id = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    with pytest.raises(CashInvalid):
        api.cancel_payout(payout_id=payout_id, reason=" ", actor=province.desk_head)

    api.cancel_payout(payout_id=payout_id, reason="Sai người nhận", actor=province.desk_head)

    kept = cashdesk.get_payout(payout_id, agency_id=province.receiving_id)
    assert (kept.number, kept.state, kept.cancel_reason) == (1, PayoutState.CANCELLED, "Sai người nhận")
    assert [one.id for one in fees.refunds(subject=("dossier", dossier_id))] == [refund_id]
    again = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    assert cashdesk.get_payout(again, agency_id=province.receiving_id).number == 2


def handed_out(province: SmallProvince, refund_id: UUID) -> UUID:
    """The money of a slip is out."""
    payout_id = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    cashdesk.approve_payout(payout_id=payout_id, actor=province.desk_head)
    api.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=province.desk)
    return payout_id


def test_money_handed_out_by_mistake_comes_back_by_an_approved_counter_entry_and_is_owed_again(
    province: SmallProvince, owing: Owing
) -> None:
    shift_id = cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    dossier_id, refund_id = owed_back(province, owing, 2)
    payout_id = handed_out(province, refund_id)
    with pytest.raises(CashInvalid):
        cashdesk.ask_return(payout_id=payout_id, reason=" ", actor=province.desk)

    cashdesk.ask_return(payout_id=payout_id, reason="Giao nhầm người trùng tên, đã trả lại", actor=province.desk)
    api.approve_return(payout_id=payout_id, actor=province.desk_head)

    kept = cashdesk.get_payout(payout_id, agency_id=province.receiving_id)
    assert (kept.state, kept.number, kept.return_words[:4]) == (PayoutState.RETURNED, 1, "0001")
    assert (kept.paid_by_id, kept.identity_checked) == (province.desk.person_id, "Căn cước")
    assert [one.id for one in fees.refunds(subject=("dossier", dossier_id))] == [refund_id]
    # The till holds it again, and a new slip brings it to whom it belongs.
    assert cashdesk.get_shift(shift_id, agency_id=province.receiving_id).recorded_vnd == 16_000
    assert handed_out(province, refund_id) != payout_id
    assert fees.get_refund(refund_id).state == "paid"
    cashdesk.close_shift(shift_id=shift_id, counted={}, explanation="", actor=province.desk)
    assert [amount for _, _, amount in cashdesk.to_deposit(province.receiving_id)] == [0]


def test_what_came_back_in_a_later_shift_goes_to_the_bank_with_that_shift(
    province: SmallProvince, owing: Owing
) -> None:
    first = cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    take(province.desk, owing(1)[0])
    _, refund_id = owed_back(province, owing, 2)
    payout_id = handed_out(province, refund_id)
    cashdesk.close_shift(shift_id=first, counted={5_000: 1, 1_000: 3}, explanation="", actor=province.desk)
    (slip,) = api.make_deposits(actor=province.desk)
    assert cashdesk.get_deposit(slip, agency_id=province.receiving_id).amount_vnd == 8_000
    second = cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    cashdesk.ask_return(payout_id=payout_id, reason="Giao nhầm", actor=province.desk)
    api.approve_return(payout_id=payout_id, actor=province.desk_head)
    cashdesk.close_shift(shift_id=second, counted={10_000: 1, 5_000: 1, 1_000: 1}, explanation="", actor=province.desk)

    (later,) = api.make_deposits(actor=province.desk)

    assert cashdesk.get_deposit(later, agency_id=province.receiving_id).amount_vnd == 16_000
    assert cashdesk.get_deposit(slip, agency_id=province.receiving_id).amount_vnd == 8_000
    assert cashdesk.to_deposit(province.receiving_id) == ()
    assert cashdesk.get_shift(second, agency_id=province.receiving_id).state is ShiftState.DEPOSITED


def test_nobody_takes_back_alone_nor_after_the_shift_nor_what_is_not_out(province: SmallProvince, owing: Owing) -> None:
    shift_id = cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    cashdesk.open_shift(opening_vnd=0, actor=province.desk_head)
    _, refund_id = owed_back(province, owing, 1)
    waiting = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    with pytest.raises(PayoutOver):
        cashdesk.ask_return(payout_id=waiting, reason="Nhầm", actor=province.desk)
    payout_id = handed_out(province, refund_id)
    with pytest.raises(PayoutOver):
        api.approve_return(payout_id=payout_id, actor=province.desk_head)
    cashdesk.ask_return(payout_id=payout_id, reason="Nhầm", actor=province.desk)
    before = rows()

    acts: tuple[Callable[[], object], ...] = (
        lambda: api.approve_return(payout_id=payout_id, actor=province.desk),
        lambda: api.approve_return(payout_id=payout_id, actor=province.specialist),
        lambda: api.approve_return(payout_id=payout_id, actor=province.citizen),
        lambda: cashdesk.ask_return(payout_id=payout_id, reason="Nhầm", actor=province.specialist),
        lambda: cashdesk.ask_return(payout_id=payout_id, reason="Nhầm", actor=province.desk_head),
    )
    for act in acts:
        with pytest.raises((Denied, NotFound, PayoutOver)):
            act()
    assert rows() == before

    cashdesk.close_shift(shift_id=shift_id, counted={}, explanation="", actor=province.desk)
    with pytest.raises(PayoutOver, match="Ca nhận lại tiền đã đóng"):
        api.approve_return(payout_id=payout_id, actor=province.desk_head)
    assert fees.get_refund(refund_id).state == "paid"


def test_who_may_not_neither_prepares_nor_approves_nor_pays_nor_cancels(province: SmallProvince, owing: Owing) -> None:
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    cashdesk.open_shift(opening_vnd=0, actor=province.desk_head)
    _, refund_id = owed_back(province, owing, 1)
    payout_id = api.prepare_payout(refund_id=refund_id, actor=province.desk)
    desk, head = province.desk, province.desk_head
    before = rows()

    for act in (
        lambda: api.prepare_payout(refund_id=refund_id, actor=province.specialist),
        lambda: cashdesk.approve_payout(payout_id=payout_id, actor=desk),
        lambda: cashdesk.approve_payout(payout_id=payout_id, actor=province.citizen),
        lambda: api.cancel_payout(payout_id=payout_id, reason="Nhầm", actor=desk),
    ):
        with pytest.raises((Denied, NotFound)):
            act()
    assert rows() == before

    cashdesk.approve_payout(payout_id=payout_id, actor=head)
    before = rows()
    with pytest.raises(Denied, match="không tự chi"):
        api.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=head)
    with pytest.raises(CashInvalid):
        api.pay_out(payout_id=payout_id, identity_checked=" ", actor=desk)
    assert rows() == before


def test_the_pages_give_cash_back_by_the_code_of_the_dossier(province: SmallProvince, owing: Owing) -> None:
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)
    dossier_id, refund_id = owed_back(province, owing, 3)
    code = fees.get_refund(refund_id).reference
    clerk, head = _come_in(province.desk), _come_in(province.desk_head)
    assert "24.000 đồng" in clerk.get("/can-bo/thu-ngan/", {"ma": code}).content.decode()
    slip = clerk.post("/can-bo/thu-ngan/", {"ma": code, "hoan": str(refund_id)}).url  # type: ignore[attr-defined]

    assert "Duyệt chi" not in clerk.get(slip).content.decode()
    assert head.post(slip, {"viec": "duyet"}).status_code == 302
    assert clerk.post(slip, {"viec": "chi", "identity": ""}).status_code == 422
    assert clerk.post(slip, {"viec": "chi", "identity": "Căn cước 0861"}).status_code == 302

    assert "Đã chi" in clerk.get(slip).content.decode()
    assert clerk.get(slip.rstrip("/") + ".pdf").content[:5] == b"%PDF-"
    assert clerk.get("/can-bo/thu-ngan/quy/").status_code == 200
    assert [one.state for one in fees.refunds(state="paid", subject=("dossier", dossier_id))] == ["paid"]


@pytest.mark.parametrize("who", ["specialist", "leader", "citizen"])
def test_who_is_no_cashier_takes_no_money(province: SmallProvince, owing: Owing, who: str) -> None:
    dossier_id, _ = owing(1)
    actor = getattr(province, who)
    before = rows()

    for attempt in (lambda: cashdesk.open_shift(opening_vnd=0, actor=actor), lambda: take(actor, dossier_id)):
        with pytest.raises(Denied):
            attempt()

    assert rows() == before


def _come_in(actor: Actor) -> Client:
    client = Client()
    assert actor.user_id is not None
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    session = client.session
    session["identity.second_factor"] = str(actor.user_id)
    session.save()
    return client


def test_the_pages_take_money_by_a_code_and_print_once_unmarked(province: SmallProvince, owing: Owing) -> None:
    _, code = owing(3)
    client = _come_in(province.desk)
    client.post("/can-bo/thu-ngan/", {"mo-ca": "1", "opening": "0"})
    page = client.get("/can-bo/thu-ngan/", {"ma": code.lower()}).content.decode()
    assert "24.000 đồng" in page
    (due_id,) = [due.id for due in fees.dues_named(code)]

    refused = client.post("/can-bo/thu-ngan/", {"ma": code, "due": str(due_id), "received": "1.000", "key": "a"})
    taken = client.post("/can-bo/thu-ngan/", {"ma": code, "due": str(due_id), "received": "50.000", "key": "a"})

    assert refused.status_code == 422
    assert "Phải nhận ít nhất 24.000 đồng." in refused.content.decode()
    assert "Hai mươi bốn nghìn đồng" in client.get(taken.url).content.decode()  # type: ignore[attr-defined]
    receipt_page = taken.url.rstrip("/") + ".pdf"  # type: ignore[attr-defined]
    prints = [client.post(receipt_page) for _ in range(2)]
    assert [one.content[:5] for one in prints] == [b"%PDF-", b"%PDF-"]
    assert prints[0].content != prints[1].content
    assert client.get(receipt_page).status_code == 405
    assert client.get("/can-bo/thu-ngan/", {"ma": code}).status_code == 422


def test_a_bill_of_a_payer_is_found_by_its_code(province: SmallProvince, owing: Owing) -> None:
    dossiers = [owing(1)[0], owing(2)[0]]
    bill_id = fees.make_bill(due_ids=[due for one in dossiers for due in dues_of(one)], actor=province.citizen)
    bill = fees.get_bill(bill_id, actor=province.citizen)
    client = _come_in(province.desk)
    cashdesk.open_shift(opening_vnd=0, actor=province.desk)

    page = client.get("/can-bo/thu-ngan/", {"ma": bill.code}).content.decode()

    assert bill.total_vnd == 24_000
    assert "24.000 đồng" in page
    take(province.desk, *dossiers)
    assert fees.get_bill(bill_id, actor=province.citizen).is_paid
