"""Money out: what the record says is owed back or was given back, beside the gateway's refunds and the tills' slips."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.casework.cashier import api as cashier
from tinhso.flows.reconciliation.naming import NOTHING, dossiers_named, vnd
from tinhso.flows.reconciliation.types import Code, Examined, Found, Named, Period, Rule, System
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.outbox import api as outbox
from tinhso.services.cashdesk import api as cashdesk
from tinhso.services.cashdesk.types import Payout, PayoutState
from tinhso.services.fees import api as fees
from tinhso.services.fees.types import Due
from tinhso.services.fees.types import Refund as Owed
from tinhso.services.payments import api as payments
from tinhso.services.payments.types import Refund, RefundState, Verdict

_ORDER = "payments.order"
_FAILED = (RefundState.FAILED, RefundState.REFUSED)


class RefundCheck:
    """A subject is what the record owes back, or a refund of the gateway that the record does not know."""

    system = System.REFUNDS

    def subjects(self, period: Period) -> Iterable[UUID]:
        told = outbox.happened(
            ("fee.refund_owed", "fee.refund_dropped", "fee.refunded", "fee.refund_undone"),
            since=period.since,
            until=period.until,
        )
        ended = payments.refunds_ended_between(period.since, period.until)
        return {
            *(UUID(one.payload["refund_id"]) for one in told),
            *(fees.refund_under(str(one)) or one for one in ended),
        }

    def examine(self, ids: tuple[UUID, ...], *, rule: Rule, actor: Actor) -> Examined:
        owed = fees.refunds_by_id(ids)
        made = payments.refunds_by_id(set(ids) - owed.keys())
        sent = _sent(owed.values())
        names = dossiers_named({one.subject[1] for one in owed.values()})
        recorded = {key for key in ids if key in owed and owed[key].state == "paid"}
        found: list[Found] = []
        for one in owed.values():
            of = names.get(one.subject[1], Named(code=one.reference))
            found += _of_owed(one, sent.get(one.id), of, rule)
        sums = {
            "record": sum(owed[key].amount_vnd for key in recorded if _is_known(owed[key])),
            "system": sum(one.amount_vnd for one in sent.values() if one.is_made),
            "beside": 0,
        }
        for refund in made.values():
            if refund.state is not RefundState.CONFIRMED or fees.refund_under(str(refund.id)) is not None:
                continue
            undone = _undone_by(refund)
            sums["beside" if undone is None else "system"] += refund.amount_vnd
            if undone is not None and refund.asked_at <= now() - rule.record_within:
                found.append(_unknown(refund, *undone))
        return Examined(count=len(ids), found=tuple(found), sums=sums)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """How what is owed goes back: a refund of the gateway, or a slip of a till."""

    amount_vnd: int
    words: str
    begun_at: datetime
    is_made: bool
    is_over: bool


def _is_known(one: Owed) -> bool:
    """Whether the money came by something that keeps records of what it gives back."""
    return one.source is not None and one.source[0] in (_ORDER, cashier.SOURCE)


def _sent(owed: Iterable[Owed]) -> dict[UUID, Sent]:
    """What is owed → how it was sent."""
    begun = {one.id: (one, key) for one in owed if _is_known(one) and (key := _sent_as(one)) is not None}
    refunds = payments.refunds_by_id(key for _, key in begun.values())
    slips = cashdesk.payouts_by_id(key for _, key in begun.values())
    found = {}
    for owed_id, (_, key) in begun.items():
        if key in refunds:
            found[owed_id] = _by_gateway(refunds[key])
        elif key in slips:
            found[owed_id] = _by_till(slips[key])
    return found


def _by_gateway(one: Refund) -> Sent:
    return Sent(
        amount_vnd=one.amount_vnd,
        words=f"{one.state.words.lower()} {vnd(one.amount_vnd)}",
        begun_at=one.asked_at,
        is_made=one.state is RefundState.CONFIRMED,
        is_over=one.state in _FAILED,
    )


def _by_till(one: Payout) -> Sent:
    return Sent(
        amount_vnd=one.amount_vnd,
        words=f"phiếu chi {one.number_words}: {one.state.words.lower()} {vnd(one.amount_vnd)}",
        begun_at=one.prepared_at,
        is_made=one.state is PayoutState.PAID,
        is_over=one.state in (PayoutState.CANCELLED, PayoutState.RETURNED),
    )


def _sent_as(one: Owed) -> UUID | None:
    """The refund or slip by which it goes back."""
    try:
        return UUID(one.paid_reference) if one.paid_reference else None
    except ValueError:
        return None


def _of_owed(one: Owed, sent: Sent | None, of: Named, rule: Rule) -> list[Found]:
    code, theirs = _differs(one, sent, rule)
    if code is None:
        return []
    ours = f"{_STATES.get(one.state, one.state)} {vnd(one.amount_vnd)}"
    return [Found(code=code, key=str(one.id), subject_id=one.id, ours=ours, theirs=theirs, since=one.owed_at, of=of)]


_STATES = {"owed": "phải hoàn", "asked": "đang hoàn", "paid": "đã hoàn", "dropped": "không phải hoàn nữa"}


def _differs(one: Owed, sent: Sent | None, rule: Rule) -> tuple[Code | None, str]:
    """What is wrong between what is owed back and how it was sent, and the other side's word."""
    word = sent.words if sent else NOTHING
    is_late = one.owed_at < now() - rule.refund_within
    match one.state:
        case "paid" if _is_known(one):
            agrees = sent is not None and sent.is_made and sent.amount_vnd == one.amount_vnd
            return (None, "") if agrees else (Code.REFUND_NOT_MADE, word)
        case "asked" if sent is not None and sent.is_made:
            ended = sent.begun_at < now() - rule.record_within
            return (Code.REFUND_NOT_RECORDED, word) if ended else (None, "")
        case "asked" if sent is None or sent.is_over:
            return Code.REFUND_FAILED, word
        case "owed" | "asked" if is_late:
            return Code.REFUND_WAITS, word
        case _:
            return None, ""


def _undone_by(one: Refund) -> tuple[str, Due] | None:
    """The order and the first due that the money had paid; none: it had settled nothing, or another system's order."""
    if one.order_id is None:
        return None
    taken = payments.taken_for([one.order_id]).get(one.order_id)
    settling = next((r for r in payments.receipts_of(one.order_id) if r.verdict is Verdict.SETTLES), None)
    if taken is None or taken.client or settling is None or settling.id != one.receipt_id:
        return None
    dues = fees.dues_by_id([UUID(line.code) for line in taken.lines if _is_uuid(line.code)])
    return (taken.code, dues[0]) if dues else None


def _unknown(one: Refund, order_code: str, due: Due) -> Found:
    """A refund that no dossier asked for, of money that had paid a due: the record still says paid."""
    return Found(
        code=Code.REFUND_UNKNOWN,
        key=str(one.id),
        subject_id=one.id,
        ours=NOTHING,
        theirs=f"đã hoàn {vnd(one.amount_vnd)} của {order_code}",
        since=one.asked_at,
        of=dossiers_named({due.subject[1]}).get(due.subject[1], Named(code=due.reference)),
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
