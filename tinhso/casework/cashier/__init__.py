"""The cashier's work: finds what is owed, takes the money, gives the numbered receipt; one act, one transaction.

Owns pages and the composition of services.fees (what is owed), services.cashdesk (what was taken) and services.registers
(numbers). Has no table of its own.
"""
