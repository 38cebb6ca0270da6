"""Fees: what is owed for a procedure, by whom, to whose account, and what became of each due.

Owns the dated fee rules, beneficiary accounts, dues with their history, claims of exemption, bills and refunds that are
owed. Knows neither dossiers nor how money arrives: a due carries an opaque subject, and whoever received the money says so.
"""
