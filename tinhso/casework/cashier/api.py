"""What the cashier does, and how a payer pays several dues at once."""

from tinhso.casework.cashier.actions.pay_online import bill_for, pay_online
from tinhso.casework.cashier.actions.take_money import SOURCE, cancel_receipt, make_deposits, take_money

__all__ = ["SOURCE", "bill_for", "cancel_receipt", "make_deposits", "pay_online", "take_money"]
