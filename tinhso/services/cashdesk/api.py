"""Money at a counter: shifts, receipts with numbers without gaps, deposit slips.

A number is taken by the caller's callback inside the transaction that writes the receipt (services.registers).
"""

from tinhso.services.cashdesk.actions.issue_receipt import cancel_receipt, count_print, issue_receipt, known_receipt
from tinhso.services.cashdesk.actions.make_deposit import confirm_deposit, make_deposits
from tinhso.services.cashdesk.actions.run_shift import close_shift, open_shift
from tinhso.services.cashdesk.domain.words import in_words
from tinhso.services.cashdesk.queries import (
    deposits_of,
    get_deposit,
    get_receipt,
    get_shift,
    open_shift_of,
    receipts_between,
    receipts_by_id,
    receipts_of_shift,
    rule_on,
    shifts_of,
    to_deposit,
)

__all__ = [
    "cancel_receipt", "close_shift", "confirm_deposit", "count_print", "deposits_of", "get_deposit", "get_receipt",
    "get_shift", "in_words", "issue_receipt", "known_receipt", "make_deposits", "open_shift", "open_shift_of",
    "receipts_between", "receipts_by_id", "receipts_of_shift", "rule_on", "shifts_of", "to_deposit",
]  # fmt: skip
