"""What closed shifts hold goes to the bank or treasury, by one slip an account; another person says that it arrived."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import local, now
from tinhso.kernel.database import lock_row
from tinhso.kernel.errors import Denied
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.cashdesk import queries
from tinhso.services.cashdesk.errors import CashInvalid, NotInTill, ShiftOver
from tinhso.services.cashdesk.events import DepositConfirmed, DepositMade
from tinhso.services.cashdesk.models import Deposit, Payout, ReceiptLine, Shift
from tinhso.services.cashdesk.types import DepositState, PayoutState, ReceiptState, ShiftState

KIND = "cash.deposit"


def make_deposits(*, number_for: Callable[[int], int], actor: Actor) -> tuple[UUID, ...]:
    """A slip for each account, with every line of every closed shift of the agency that no slip took yet, less what went
    back of the same account, and with what of that came into a till again. Where more went back than came, all of it waits.

    Raises ActDenied, CashInvalid (nothing to hand in).
    """
    if actor.person_id is None or actor.agency_id is None:
        raise Denied("Quầy thu dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act="cash.collect", agency_id=actor.agency_id)
    with transaction.atomic():
        shifts = list(lock_row(Shift.objects.filter(agency_id=actor.agency_id, state=ShiftState.CLOSED).order_by("id")))
        made = [
            _slip(account, waiting, number_for, actor)
            for account, waiting in sorted(_waiting(actor.agency_id).items())
            if waiting.amount_vnd > 0
        ]
        if not made:
            raise CashInvalid("Không có tiền của ca đã đóng nào chờ nộp.")
        _hand_in([shift.id for shift in shifts])
    return tuple(made)


@dataclass
class _Waiting:
    """What of one account waits for a slip: what came, what went back, what of that came back again."""

    lines: list[ReceiptLine] = field(default_factory=list)
    payouts: list[Payout] = field(default_factory=list)
    returns: list[Payout] = field(default_factory=list)

    @property
    def amount_vnd(self) -> int:
        came = sum(line.amount_vnd for line in self.lines) + sum(one.amount_vnd for one in self.returns)
        return came - sum(one.amount_vnd for one in self.payouts)


def _waiting(agency_id: UUID) -> dict[tuple[str, UUID], _Waiting]:
    found: defaultdict[tuple[str, UUID], _Waiting] = defaultdict(_Waiting)
    for line in queries.undeposited_lines(agency_id).order_by("id"):
        found[line.account_code, line.account_version_id].lines.append(line)
    for payout in queries.undeposited_payouts(agency_id).order_by("id"):
        found[payout.account_code, payout.account_version_id].payouts.append(payout)
    for payout in queries.undeposited_returns(agency_id).order_by("id"):
        found[payout.account_code, payout.account_version_id].returns.append(payout)
    return found


def _hand_in(shift_ids: list[UUID]) -> None:
    """Shifts of which nothing waits any more; the others stay closed until the next slip."""
    waiting = {
        *ReceiptLine.objects.filter(
            receipt__shift__in=shift_ids, receipt__state=ReceiptState.ISSUED, deposit=None
        ).values_list("receipt__shift_id", flat=True),
        *Payout.objects.filter(shift__in=shift_ids, state__in=queries.OUT, deposit=None).values_list(
            "shift_id", flat=True
        ),
        *Payout.objects.filter(return_shift__in=shift_ids, state=PayoutState.RETURNED, return_deposit=None).values_list(
            "return_shift_id", flat=True
        ),
    }
    done = [shift_id for shift_id in shift_ids if shift_id not in waiting]
    Shift.objects.filter(id__in=done).update(state=ShiftState.DEPOSITED.value)


def _slip(account: tuple[str, UUID], waiting: _Waiting, number_for: Callable[[int], int], actor: Actor) -> UUID:
    assert actor.agency_id is not None
    assert actor.person_id is not None
    at = now()
    year = local(at).year
    row = Deposit.objects.create(
        agency_id=actor.agency_id,
        year=year,
        number=number_for(year),
        account_code=account[0],
        account_version_id=account[1],
        amount_vnd=waiting.amount_vnd,
        receipts=len({line.receipt_id for line in waiting.lines}),
        made_at=at,
        made_by_id=actor.person_id,
    )
    ReceiptLine.objects.filter(id__in=[line.id for line in waiting.lines]).update(deposit=row)
    Payout.objects.filter(id__in=[payout.id for payout in waiting.payouts]).update(deposit=row)
    Payout.objects.filter(id__in=[payout.id for payout in waiting.returns]).update(return_deposit=row)
    access.record_write(
        actor=actor, act="cash.deposit", target=("cash_deposit", row.id), detail={"vnd": row.amount_vnd}
    )
    event = DepositMade(
        deposit_id=row.id, agency_id=row.agency_id, account_code=row.account_code, amount_vnd=row.amount_vnd,
        receipts=row.receipts, on=local(at).date(),
    )  # fmt: skip
    publish(event, aggregate=(KIND, row.id), actor=actor, is_first=True)
    return row.id


def confirm_deposit(*, deposit_id: UUID, bank_reference: str, actor: Actor) -> None:
    """The bank has the money, by its own reference; said by another person than the slip's maker.

    Raises ActDenied, NotInTill, ShiftOver (confirmed before), CashInvalid.
    """
    with transaction.atomic():
        row = lock_row(Deposit.objects.filter(id=deposit_id)).first()
        if row is None or row.agency_id != actor.agency_id:
            raise NotInTill
        access.authorise(actor=actor, act="cash.supervise", agency_id=row.agency_id)
        if row.made_by_id == actor.person_id:
            raise Denied("Người lập giấy nộp tiền không tự xác nhận được.")
        if row.state != DepositState.MADE:
            raise ShiftOver("Giấy nộp tiền này đã được xác nhận.")
        if not clean(bank_reference):
            raise CashInvalid("Cần số chứng từ.", fields={"/reference": "Ghi số chứng từ của ngân hàng, kho bạc."})
        at = now()
        row.state, row.confirmed_at, row.confirmed_by_id = DepositState.CONFIRMED.value, at, actor.person_id
        row.bank_reference = clean(bank_reference)[:80]
        row.save(update_fields=["state", "confirmed_at", "confirmed_by_id", "bank_reference"])
        access.record_write(actor=actor, act="cash.confirm_deposit", target=("cash_deposit", row.id), detail={})
        event = DepositConfirmed(
            deposit_id=row.id, agency_id=row.agency_id, amount_vnd=row.amount_vnd, on=local(at).date()
        )
        publish(event, aggregate=(KIND, row.id), actor=actor)
