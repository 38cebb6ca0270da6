"""The payer chooses dues and pays them online: one bill, one order of the payment gateway, whatever the dossiers."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.kernel.actor import Actor
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import FeeInvalid
from tinhso.services.fees.types import Bill, Due
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import Beneficiary, Line, Order, OrderState, Payer


def bill_for(*, due_ids: Collection[UUID], actor: Actor) -> UUID:
    """The open bill of exactly these dues, else a new one. Raises NoDue, FeeInvalid."""
    chosen = set(due_ids)
    with transaction.atomic():
        fees.claim_dues(chosen)
        for bill in fees.bills_of(chosen):
            if {due.id for due in bill.dues} == chosen and fees.may_pay_bill(bill, actor=actor):
                return bill.id
        return fees.make_bill(due_ids=chosen, actor=actor)


def pay_online(*, due_ids: Collection[UUID], actor: Actor) -> str:
    """The token of the order's page. The same dues lead to the order that is open already, never to a second one.

    Raises NoDue, FeeInvalid (nothing chosen, nothing left to pay), and what payments.create_order raises.
    """
    with transaction.atomic():
        bill = fees.get_bill(bill_for(due_ids=due_ids, actor=actor), actor=actor)
        if bill.total_vnd == 0:
            raise FeeInvalid("Các khoản này không còn phải nộp.", fields={"/dues": "Tải lại trang để xem số tiền mới."})
        return _order_of(bill, actor).token


def _order_of(bill: Bill, actor: Actor) -> Order:
    before = payments.orders_for(str(bill.id))
    for order in before:
        # An amount that changed meanwhile is another order; the money of the first, if it comes, is owed back.
        if order.state is OrderState.OPEN and order.amount_vnd == bill.total_vnd:
            return order
        if order.state is OrderState.OPEN:
            payments.cancel_order(order_id=order.id, reason="Số tiền phải nộp đã đổi.", actor=actor)
    codes = list(dict.fromkeys(due.reference for due in bill.dues))
    return payments.create_order(
        lines=[_line(due) for due in bill.dues if due.left_vnd],
        payer=Payer(holder=bill.payer, name=bill.payer_name),
        reference=str(bill.id),
        purpose=codes[0] if len(codes) == 1 else bill.code,
        idempotency_key=f"fee-bill-{bill.id}-{len(before)}",
        facts=_facts(bill, codes),
        actor=actor,
    )


def _line(due: Due) -> Line:
    account = fees.account_named(due.account_code, due.account_version_id)
    return Line(
        code=str(due.id),
        title=due.title,
        amount_vnd=due.left_vnd,
        beneficiary=Beneficiary(bank=account.bank_bin, account=account.number, holder=account.holder),
    )


def _facts(bill: Bill, codes: list[str]) -> dict[str, str]:
    procedures = {(due.procedure_code, due.procedure_title) for due in bill.dues}
    facts = {"dossier_code": codes[0]} if len(codes) == 1 else {}
    if len(procedures) == 1:
        ((code, title),) = procedures
        facts |= {"procedure_code": code, "procedure_title": title}
    return facts
