"""What the cashier does, and how a payer pays several dues at once."""

from tinhso.casework.cashier.actions.pay_back import (
    approve_return,
    cancel_payout,
    owed_in_cash,
    pay_out,
    prepare_payout,
)
from tinhso.casework.cashier.actions.pay_online import bill_for, pay_online
from tinhso.casework.cashier.actions.take_money import SOURCE, cancel_receipt, make_deposits, take_money

__all__ = [
    "SOURCE", "approve_return", "bill_for", "cancel_payout", "cancel_receipt", "make_deposits", "owed_in_cash", "pay_online", "pay_out",
    "prepare_payout", "take_money",
]  # fmt: skip
