"""Stories of money. Each says what it does and, where the bank lies, what must be named at the end."""

from datetime import timedelta

from tinhso.casework.cashier import api as cashier
from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod
from tinhso.kernel.actor import system_actor
from tinhso.lab.demo.month.people import PURPOSE
from tinhso.lab.demo.month.scene import MINUTE, Scene
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import FeeKind, Waits
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import CaseKind, Order
from tinhso.services.post import api as post


def paid_at_once(scene: Scene) -> None:
    """Filed, accepted, paid; the bank tells of it once."""
    scene.partners.pay(*scene.order(scene.accepted()))


def told_twice(scene: Scene) -> None:
    """The bank sends the same notice two times."""
    scene.partners.pay(*scene.order(scene.accepted()), tells=2)


def notice_lost(scene: Scene) -> None:
    """The bank's notice never arrives; the worker asks."""
    scene.partners.pay(*scene.order(scene.accepted()), tells=0)
    scene.rounds(1, 3, 6, 10, 20)


def told_late(scene: Scene) -> None:
    """The bank's notice comes after the payer's time was over, and the order stands still meanwhile: money is a fact."""
    order, reference = scene.order(scene.accepted())

    def pay() -> None:
        scene.partners.pay(order, reference, tells=0)
        scene.agenda.after(timedelta(hours=3), lambda: scene.partners.tell_late(reference))

    scene.agenda.after(8 * MINUTE, pay)


def paid_twice(scene: Scene) -> None:
    """Two real payments of one order: the second is nobody's and goes back, asked by one person, approved by another."""
    order, reference = scene.order(scene.accepted())
    scene.partners.pay(order, reference)
    scene.agenda.after(2 * MINUTE, lambda: scene.partners.pay(order, reference, again=True))
    scene.agenda.after(timedelta(hours=5), lambda: _give_back(scene, order))
    scene.agenda.after(timedelta(days=1, hours=1), lambda: _close_case(order))


def _give_back(scene: Scene, order: Order) -> None:
    case = next(one for one in payments.open_cases() if one.order_code == order.code and one.kind is CaseKind.OVERPAID)
    assert case.receipt_id is not None
    asked = payments.refund_receipt(
        receipt_id=case.receipt_id,
        amount_vnd=case.amount_vnd,
        reason="Trả hai lần cho một khoản.",
        actor=scene.people.officer("payment_officer"),
    )
    payments.decide_refund(refund_id=asked.id, approved=True, actor=scene.people.officer("payment_approver"))
    scene.rounds(1, 5, 30)


def _close_case(order: Order) -> None:
    for case in payments.open_cases():
        if case.order_code == order.code:
            payments.close_case(case_id=case.id, resolution="Đã hoàn lần trả thừa.", actor=system_actor())


def wrong_sum_told(scene: Scene) -> None:
    """The bank tells of less than was paid, its statement says the truth: nothing is settled, both are named."""
    scene.partners.pay(*scene.order(scene.accepted()), wrong_by=-1_000)
    scene.expected += [("bank.case", ""), ("bank.differs", "")]


def paid_in_cash(scene: Scene) -> None:
    """Filed and paid at the counter, with postage; the receipt is cancelled in its shift and the money taken again. Then the
    applicant calls the letter off: its postage goes back in cash, by a slip that another person approves."""
    dossier_id = scene.file(channel=FilingChannel.COUNTER, method=ReturnMethod.POSTAL)
    scene.people.press(dossier_id, "accepted")
    first = scene.take_cash(dossier_id)

    def again() -> None:
        cashier.cancel_receipt(receipt_id=first, reason="Ghi nhầm người nộp.", actor=scene.people.head)
        scene.take_cash(dossier_id)

    def call_off() -> None:
        (letter,) = post.orders_of(("dossier", dossier_id))
        dossiers.call_off(dossier_id=dossier_id, order_id=letter.id, actor=scene.people.citizen)
        (owed,) = fees.refunds(subject=("dossier", dossier_id))
        payout_id = cashier.prepare_payout(refund_id=owed.id, actor=scene.people.desk)
        cashdesk.approve_payout(payout_id=payout_id, actor=scene.people.head)
        cashier.pay_out(payout_id=payout_id, identity_checked="Căn cước", actor=scene.people.desk)

    scene.agenda.after(5 * MINUTE, again)
    scene.agenda.after(15 * MINUTE, call_off)


def paid_both_ways(scene: Scene) -> None:
    """Whoever went to the bank paid at the counter before the bank did: the record owes it back, and it goes back."""
    dossier_id = scene.accepted()
    order, reference = scene.order(dossier_id)
    scene.take_cash(dossier_id)
    scene.agenda.after(5 * MINUTE, lambda: scene.partners.pay(order, reference))

    def approve() -> None:
        (asked,) = payments.refunds_of(order.id)
        payments.decide_refund(refund_id=asked.id, approved=True, actor=scene.people.officer("payment_approver"))
        scene.rounds(1, 5, 30)

    scene.agenda.after(timedelta(hours=5), approve)


def asked_for_more(scene: Scene) -> None:
    """More money is asked for, the dossier stands still until it is paid online and then goes on."""
    dossier_id = scene.accepted()
    scene.partners.pay(*scene.order(dossier_id))

    def ask() -> None:
        (item,) = dossiers.open_items(dossier_id)
        who = scene.people.officer(item.role, item.agency_id)
        shown = dossiers.get_dossier(dossier_id, actor=who, purpose=PURPOSE)
        dossiers.ask_fee(
            dossier_id=dossier_id,
            title=scene.script["more"]["title"],
            kind=FeeKind.CHARGE,
            amount_vnd=scene.script["more"]["vnd"],
            reason=scene.script["more"]["reason"],
            waits=Waits.PROCESSING,
            days=5,
            version=shown.version,
            actor=who,
        )

    scene.agenda.after(timedelta(hours=1), ask)
    scene.agenda.after(timedelta(hours=4), lambda: scene.partners.pay(*scene.order(dossier_id)))


def line_comes_late(scene: Scene) -> None:
    """The evening's statement leaves the payment out, the next one brings it: what was named meanwhile goes by itself."""
    scene.partners.leave_out(scene.partners.pay(*scene.order(scene.accepted())), days=1)


def line_never_comes(scene: Scene) -> None:
    """No statement ever has the payment that the bank told of: named, because the money may not be there."""
    scene.partners.leave_out(scene.partners.pay(*scene.order(scene.accepted())))
    scene.expected.append(("bank.differs", ""))


def line_stands_twice(scene: Scene) -> None:
    """The statement has one payment two times, under two numbers: named, and nothing is settled a second time."""
    scene.partners.double(scene.partners.pay(*scene.order(scene.accepted())))
    scene.expected.append(("bank.differs", ""))
