"""What the cashier does."""

from tinhso.casework.cashier.actions.take_money import SOURCE, cancel_receipt, make_deposits, take_money

__all__ = ["SOURCE", "cancel_receipt", "make_deposits", "take_money"]
