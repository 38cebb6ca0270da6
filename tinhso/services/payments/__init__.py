"""The province's payment gateway: orders, the attempts to pay them, the money that came, refunds, reconciliation.

Owns: what is to be paid by whom to which account, attempts through channels (definitions), every amount of money that a
partner reported, exactly once, cases for an operator, refunds. Does not own: what the money is for (a reference and lines
with codes of the caller), fees (services.fees), money over a counter (services.cashdesk).
"""
