"""The gateway's money settles dues, once; money that no due needs, or that is owed back, goes back by a refund."""

from datetime import datetime
from uuid import UUID

from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.ereceipts import api as ereceipts
from tinhso.services.ereceipts.types import Wanted
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Means, Refund
from tinhso.services.payments import api as payments
from tinhso.services.payments.errors import WrongRefund
from tinhso.services.payments.types import Refund as Returned
from tinhso.services.payments.types import RefundState, Verdict

ORDER = "payments.order"
# What was paid beside what was owed never had a receipt.
_NEVER_RECEIPTED = ("overpaid", "not_owed")


@subscribe("payment.settled", name="fee_paid.settle")
def settle(record: EventRecord) -> None:
    """Each line of the order names its due. What a due no longer needs is owed back by `fees` itself."""
    order = payments.get_order(UUID(record.payload["order_id"]))
    amounts: dict[UUID, int] = {}
    for line in order.lines:
        due_id = _uuid(line.code)
        if due_id is not None:
            amounts[due_id] = amounts.get(due_id, 0) + line.amount_vnd
    known = {due.id for due in fees.dues_by_id(amounts)}
    # An order of another system of the province has lines that are no dues of ours.
    if order.client or known != set(amounts) or not amounts:
        return
    fees.settle(
        amounts=amounts,
        source=(ORDER, order.id),
        means=Means.ONLINE,
        paid_at=datetime.fromisoformat(record.payload["paid_at"]),
        actor=system_actor(),
    )


@subscribe("fee.refund_owed", name="fee_paid.ask_refund")
def ask_refund(record: EventRecord) -> None:
    """What came through the gateway goes back through it; a person approves there. Cash goes back at the counter."""
    refund = fees.get_refund(UUID(record.payload["refund_id"]))
    if refund.state != "owed" or refund.source is None or refund.source[0] != ORDER:
        return
    reason = f"{refund.title}, hồ sơ {refund.reference}: không còn phải nộp ({refund.cause})."
    try:
        asked = payments.refund(
            order_id=refund.source[1], amount_vnd=refund.amount_vnd, reason=reason, actor=system_actor()
        )
    except WrongRefund:
        _gone_before(refund)
        return
    fees.refund_asked(refund_id=refund.id, reference=str(asked.id), actor=system_actor())


def _gone_before(refund: Refund) -> None:
    """The gateway has given that money back before the record owed it; anything else stays owed for a person to look at."""
    assert refund.source is not None
    for made in payments.refunds_of(refund.source[1]):
        fits = made.state is RefundState.CONFIRMED and made.amount_vnd == refund.amount_vnd
        if fits and _is_of_settling(made) and fees.refund_under(str(made.id)) is None:
            fees.refund_paid(refund_id=refund.id, reference=str(made.id), actor=system_actor())
            return


def _is_of_settling(made: Returned) -> bool:
    """Whether it gives back what settled its order, not what came beside it."""
    receipts = payments.receipts_of(made.order_id) if made.order_id else ()
    return any(one.id == made.receipt_id and one.verdict is Verdict.SETTLES for one in receipts)


@subscribe("refund.made", name="fee_paid.refund_made")
def refund_made(record: EventRecord) -> None:
    """The bank gave the money back: the payer is owed nothing more."""
    refund_id = fees.refund_under(str(record.payload["refund_id"])) or _made_instead(record)
    if refund_id is not None:
        fees.refund_paid(refund_id=refund_id, reference=str(record.payload["refund_id"]), actor=system_actor())


def _made_instead(record: EventRecord) -> UUID | None:
    """What is owed of that order by a refund that failed, was refused or was never asked: a person made another one."""
    made = payments.refunds_by_id([UUID(record.payload["refund_id"])])[UUID(record.payload["refund_id"])]
    if made.order_id is None or not _is_of_settling(made):
        return None
    source = (ORDER, made.order_id)
    open_ones = [one for one in fees.refunds_from(source) if one.amount_vnd == made.amount_vnd]
    asked = payments.refunds_by_id(filter(None, (_uuid(one.paid_reference) for one in open_ones)))
    for one in open_ones:
        before = asked.get(_uuid(one.paid_reference) or one.id)
        if before is None or before.state in (RefundState.FAILED, RefundState.REFUSED):
            return one.id
    return None


@subscribe("fee.paid", name="fee_paid.order_ereceipt")
def order_ereceipt(record: EventRecord) -> None:
    """Whatever settled a due has its electronic receipt, once; what was not owed has none."""
    if record.payload["amount_vnd"] <= 0:
        return
    (due,) = fees.dues_by_id([UUID(record.payload["due_id"])])
    wanted = Wanted(
        key=_key(record),
        title=due.title,
        reference=due.reference,
        payer_name=due.payer_name,
        amount_vnd=record.payload["amount_vnd"],
        agency_code=identity.get_agency(due.owner_agency_id).code,
    )
    ereceipts.order(wanted=wanted, actor=system_actor())


@subscribe("fee.unpaid", name="fee_paid.cancel_ereceipt")
def cancel_ereceipt(record: EventRecord) -> None:
    """The counter's receipt was cancelled: so is the electronic one."""
    ereceipts.lower(
        key=_key(record), by_vnd=record.payload["amount_vnd"], reason="Hủy biên lai thu tiền.", actor=system_actor()
    )


@subscribe("fee.refunded", name="fee_paid.adjust_ereceipt")
def adjust_ereceipt(record: EventRecord) -> None:
    """Money that had its receipt went back: the receipt stands for less, once, also when it had gone to the wrong hands first."""
    refund = fees.get_refund(UUID(record.payload["refund_id"]))
    if refund.undone_at is not None and record.at > refund.undone_at:
        return
    if refund.source is None or refund.cause in _NEVER_RECEIPTED:
        return
    key = f"{refund.source[0]}:{refund.source[1]}:{refund.due_id}"
    ereceipts.lower(key=key, by_vnd=refund.amount_vnd, reason=f"Hoàn tiền ({refund.cause}).", actor=system_actor())


def _key(record: EventRecord) -> str:
    return f"{record.payload['source_kind']}:{record.payload['source_id']}:{record.payload['due_id']}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
