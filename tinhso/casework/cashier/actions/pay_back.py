"""Give back at a counter what was paid in cash: the slip and what is owed back change together or not at all."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.cashier.actions.take_money import SOURCE, code_of
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import PayoutInput, ReceiptLine
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import DueClosed, NoDue
from tinhso.services.fees.types import Refund
from tinhso.services.registers import api as registers


def owed_in_cash(reference: str, *, agency_id: UUID) -> tuple[Refund, ...]:
    """What is owed back under that code and was paid at this agency's till, oldest first."""
    found = [one for one in fees.refunds_named(reference) if one.source is not None and one.source[0] == SOURCE]
    receipts = cashdesk.receipts_by_id([one.source[1] for one in found if one.source is not None])
    return tuple(
        one for one in found if one.source and (kept := receipts.get(one.source[1])) and kept.agency_id == agency_id
    )


def prepare_payout(*, refund_id: UUID, actor: Actor) -> UUID:
    """A numbered slip for what is owed back; pressed again it is the same slip.

    Raises ActDenied, NoDue (nothing owed here that was paid at this till), DueClosed (given back already).
    """
    if actor.agency_id is None:
        raise Denied("Quầy thu dành cho cán bộ đang làm việc ở một vị trí.")
    with transaction.atomic():
        refund = fees.claim_refund(refund_id)
        line = _line_of(refund, actor.agency_id)
        if refund.state not in ("owed", "asked"):
            raise DueClosed("Khoản này đã hoàn, hoặc không còn phải hoàn.")
        payout_id = cashdesk.prepare_payout(
            payout=PayoutInput(
                subject_id=refund.id,
                payee_name=refund.payer_name,
                title=refund.title,
                reference=refund.reference,
                reason=refund.cause_words,
                amount_vnd=refund.amount_vnd,
                account_code=line.account_code,
                account_version_id=line.account_version_id,
            ),
            number_for=lambda year: registers.take_number(scope=f"cash.payout.{code_of(actor)}.{year}", actor=actor),
            actor=actor,
        )
        fees.refund_asked(refund_id=refund.id, reference=str(payout_id), actor=actor)
    return payout_id


def pay_out(*, payout_id: UUID, identity_checked: str, actor: Actor) -> None:
    """The payee has the money. Raises what cashdesk.pay_out raises."""
    with transaction.atomic():
        cashdesk.pay_out(payout_id=payout_id, identity_checked=identity_checked, actor=actor)
        (paid,) = cashdesk.payouts_by_id([payout_id]).values()
        if not fees.refund_paid(refund_id=paid.subject_id, reference=str(payout_id), actor=actor):
            raise DueClosed("Khoản này đã hoàn, hoặc không còn phải hoàn.")


def cancel_payout(*, payout_id: UUID, reason: str, actor: Actor) -> None:
    """The slip keeps its number; the money is owed back as before. Raises what cashdesk.cancel_payout raises."""
    with transaction.atomic():
        refund_id = cashdesk.cancel_payout(payout_id=payout_id, reason=reason, actor=actor)
        fees.refund_called_off(refund_id=refund_id, reference=str(payout_id), actor=actor)


def approve_return(*, payout_id: UUID, actor: Actor) -> None:
    """What was handed out by mistake is in the till again; it is owed back as before. Raises what cashdesk.approve_return raises."""
    with transaction.atomic():
        refund_id = cashdesk.approve_return(
            payout_id=payout_id,
            number_for=lambda year: registers.take_number(scope=f"cash.return.{code_of(actor)}.{year}", actor=actor),
            actor=actor,
        )
        if not fees.refund_undone(refund_id=refund_id, reference=str(payout_id), actor=actor):
            raise DueClosed("Khoản này không ghi là đã hoàn theo phiếu chi này.")


def _line_of(refund: Refund, agency_id: UUID) -> ReceiptLine:
    """The line of this till's receipt by which the money came: it names the account. Raises NoDue."""
    if refund.source is None or refund.source[0] != SOURCE:
        raise NoDue
    receipt = cashdesk.receipts_by_id([refund.source[1]]).get(refund.source[1])
    if receipt is None or receipt.agency_id != agency_id:
        raise NoDue
    return next(line for line in receipt.lines if line.subject_id == refund.due_id)
