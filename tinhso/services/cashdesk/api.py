"""Money at a counter: shifts, receipts and slips for cash that goes back, with numbers without gaps, deposit slips.

A number is taken by the caller's callback inside the transaction that writes the receipt (services.registers).
"""

from tinhso.services.cashdesk.actions.issue_receipt import cancel_receipt, count_print, issue_receipt, known_receipt
from tinhso.services.cashdesk.actions.make_deposit import confirm_deposit, make_deposits
from tinhso.services.cashdesk.actions.pay_back import approve_payout, cancel_payout, pay_out, prepare_payout
from tinhso.services.cashdesk.actions.run_shift import close_shift, open_shift
from tinhso.services.cashdesk.actions.take_back import approve_return, ask_return
from tinhso.services.cashdesk.domain.words import in_words
from tinhso.services.cashdesk.queries import (
    deposits_of,
    get_deposit,
    get_payout,
    get_receipt,
    get_shift,
    open_shift_of,
    payouts_by_id,
    payouts_of,
    payouts_of_shift,
    receipts_between,
    receipts_by_id,
    receipts_of_shift,
    returns_of_shift,
    rule_on,
    shifts_of,
    to_deposit,
)

__all__ = [
    "approve_payout",
    "approve_return",
    "ask_return",
    "cancel_payout",
    "cancel_receipt",
    "close_shift",
    "confirm_deposit",
    "count_print",
    "deposits_of",
    "get_deposit",
    "get_payout",
    "get_receipt",
    "get_shift",
    "in_words",
    "issue_receipt",
    "known_receipt",
    "make_deposits",
    "open_shift",
    "open_shift_of",
    "pay_out",
    "payouts_by_id",
    "payouts_of",
    "payouts_of_shift",
    "prepare_payout",
    "receipts_between",
    "receipts_by_id",
    "receipts_of_shift",
    "returns_of_shift",
    "rule_on",
    "shifts_of",
    "to_deposit",
]  # fmt: skip
