"""Take money for dues at a counter, or cancel its receipt: the receipt and the dues change together or not at all."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import LineInput
from tinhso.services.fees import api as fees
from tinhso.services.fees.errors import DueClosed
from tinhso.services.fees.types import Due, Means
from tinhso.services.registers import api as registers

SOURCE = "cashdesk.receipt"


def take_money(*, due_ids: Collection[UUID], received_vnd: int, key: str, actor: Actor) -> UUID:
    """What is left of these dues, in cash, for one numbered receipt; the same key is the same receipt.

    Raises ActDenied, NoOpenShift, DueClosed (paid or cancelled since the page was shown), CashInvalid.
    """
    if actor.agency_id is None:
        raise Denied("Quầy thu dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="cash.collect", agency_id=actor.agency_id)
    with transaction.atomic():
        known = cashdesk.known_receipt(key, actor=actor)
        if known is not None:
            return known
        found = fees.claim_dues(due_ids)
        if len(found) != len(set(due_ids)) or any(due.left_vnd <= 0 for due in found):
            raise DueClosed("Có khoản vừa được nộp hoặc không còn phải nộp. Tìm lại để xem số tiền mới.")
        receipt_id = cashdesk.issue_receipt(
            key=key,
            payer_name="; ".join(dict.fromkeys(due.payer_name for due in found)),
            lines=[_line(due) for due in found],
            received_vnd=received_vnd,
            number_for=lambda sign, year: _number(f"cash.receipt.{code_of(actor)}.{sign}.{year}", actor),
            actor=actor,
        )
        fees.settle(
            amounts={due.id: due.left_vnd for due in found},
            source=(SOURCE, receipt_id),
            means=Means.CASH,
            paid_at=now(),
            actor=actor,
        )
    return receipt_id


def _line(due: Due) -> LineInput:
    return LineInput(
        subject_id=due.id,
        title=due.title,
        reference=due.reference,
        amount_vnd=due.left_vnd,
        account_code=due.account_code,
        account_version_id=due.account_version_id,
    )


def _number(scope: str, actor: Actor) -> int:
    return registers.take_number(scope=scope, actor=actor)


def code_of(actor: Actor) -> str:
    """The code of the agency at whose till the officer is; it names its series of numbers."""
    assert actor.agency_id is not None
    return identity.get_agency(actor.agency_id).code


def cancel_receipt(*, receipt_id: UUID, reason: str, actor: Actor) -> None:
    """The receipt keeps its number and says why it does not count; what it paid is owed again.

    Raises what cashdesk.cancel_receipt and fees.unsettle raise.
    """
    with transaction.atomic():
        cashdesk.cancel_receipt(receipt_id=receipt_id, reason=reason, actor=actor)
        fees.unsettle(source=(SOURCE, receipt_id), reason=f"Hủy biên lai: {reason}", actor=actor)


def make_deposits(*, actor: Actor) -> tuple[UUID, ...]:
    """Slips for everything that closed shifts hold, numbered by the agency and year. Raises ActDenied, CashInvalid."""
    return cashdesk.make_deposits(
        number_for=lambda year: _number(f"cash.deposit.{code_of(actor)}.{year}", actor), actor=actor
    )
