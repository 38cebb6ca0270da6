"""Deadlines: when something is due, why, and what moved it.

Owns clocks and their ledger, the arithmetic of terms, the kind `counting_rule`, the words of a due date. Does not
know what a dossier is: a clock carries an opaque subject. Calendars come from foundation.reference; terms and
subjects from the caller.
"""
