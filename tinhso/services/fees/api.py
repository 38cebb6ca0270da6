"""What is owed: rules as of a day, what a filing costs by them, dues and what becomes of them.

Whoever acts on a subject authorises that act; fees authorises what is its own: deciding a claim, cancelling a due.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.text import grouped
from tinhso.services.fees import queries, words
from tinhso.services.fees.actions.close_dues import cancel_due, close_dues, drop_due, move_dues
from tinhso.services.fees.actions.decide_claim import decide_claim
from tinhso.services.fees.actions.make_bill import cancel_bill, make_bill
from tinhso.services.fees.actions.raise_dues import ask_supplementary, claim_exemption, raise_dues
from tinhso.services.fees.actions.remind import remind_unpaid
from tinhso.services.fees.actions.settle import (
    claim_dues,
    claim_refund,
    refund_asked,
    refund_called_off,
    refund_paid,
    refund_under,
    refund_undone,
    settle,
    unsettle,
)
from tinhso.services.fees.domain import assessing
from tinhso.services.fees.errors import Unpaid
from tinhso.services.fees.queries import (
    account_named,
    balances,
    bills_of,
    claims_of,
    dues_by_id,
    dues_named,
    dues_of,
    get_bill,
    get_refund,
    history_of,
    open_dues_of,
    refunds,
    refunds_by_id,
    refunds_from,
    refunds_named,
)
from tinhso.services.fees.types import (
    Account,
    Assessment,
    AssessmentWords,
    Bill,
    ClaimState,
    Due,
    DueWords,
    FeeKind,
    FeeRule,
    Waits,
    WhenUnpaid,
)

__all__ = [
    "account_for",
    "account_named",
    "ask_supplementary",
    "assess",
    "balances",
    "bills_of",
    "cancel_bill",
    "cancel_due",
    "claim_dues",
    "claim_exemption",
    "claim_refund",
    "claims_of",
    "close_dues",
    "decide_claim",
    "describe",
    "describe_due",
    "drop_due",
    "dues_by_id",
    "dues_named",
    "dues_of",
    "get_bill",
    "get_refund",
    "history_of",
    "make_bill",
    "may_pay_bill",
    "move_dues",
    "open_dues_of",
    "overdue",
    "raise_dues",
    "refund_asked",
    "refund_called_off",
    "refund_paid",
    "refund_under",
    "refund_undone",
    "refunds",
    "refunds_by_id",
    "refunds_from",
    "refunds_named",
    "refuse_unpaid",
    "remind_unpaid",
    "rule_for",
    "settle",
    "unsettle",
    "vnd",
    "waits_for_money",
]  # fmt: skip


def rule_for(procedure_code: str, *, on: date) -> FeeRule | None:
    """The rule of a procedure in force on a day; None where the province has none: then nothing is asked for."""
    return queries.rule_on(procedure_code, on)


def assess(
    procedure_code: str,
    *,
    on: date,
    channel: str,
    case: str | None,
    answers: Mapping[str, Any],
    exemption: str = "",
) -> Assessment | None:
    """What a filing costs by the rule in force; None where there is no rule. Writes nothing."""
    rule = queries.rule_on(procedure_code, on)
    if rule is None:
        return None
    return assessing.assess(rule, channel=channel, case=case, answers=answers, exemption=exemption)


def describe(assessment: Assessment) -> AssessmentWords:
    """What a filing costs and why, in the language of the page."""
    return words.of_assessment(assessment)


def describe_due(due: Due) -> DueWords:
    """A due in the language of the page."""
    return words.of_due(due)


def vnd(amount: int) -> str:
    """12000 → "12.000 đồng", in the language of the page."""
    return words.vnd(amount)


def account_for(*, kind: FeeKind, owner_agency_id: UUID, receiving_agency_id: UUID, on: date) -> Account:
    """Whose account money of a kind goes to when the place of filing is not the owner. Raises NoAccount."""
    return queries.account_for(
        kind=kind, owner_agency_id=owner_agency_id, receiving_agency_id=receiving_agency_id, on=on
    )


def waits_for_money(subject: tuple[str, UUID], act: Waits) -> tuple[Due, ...]:
    """The open dues for which that act waits, by their rule; the caller has read the subject."""
    return queries.waiting_dues(subject, act)


def refuse_unpaid(subject: tuple[str, UUID], act: Waits) -> None:
    """Raises Unpaid while that act waits for money, or for an officer's look at a claim of exemption."""
    open_ones = queries.waiting_dues(subject, act)
    if open_ones:
        left = grouped(sum(due.left_vnd for due in open_ones))
        titles = "; ".join(due.title for due in open_ones)
        raise Unpaid(f"Còn {left} đồng chưa nộp ({titles}): bước này chờ đến khi nộp đủ.")
    if act is Waits.ACCEPTANCE and any(one.state is ClaimState.CLAIMED for one in queries.claims_of(subject)):
        raise Unpaid("Có đề nghị miễn, giảm chưa được xét: kiểm tra giấy tờ chứng minh trước khi tiếp nhận.")


def may_pay_bill(bill: Bill, *, actor: Actor) -> bool:
    """Whether the actor is the payer, stands for them, or collects money."""
    return actor.is_system or queries.may_pay_for(bill.payer, actor)


def overdue() -> tuple[tuple[Due, WhenUnpaid], ...]:
    """Open dues past their time to pay, with what their rule says happens then."""
    return queries.overdue(at=now())
