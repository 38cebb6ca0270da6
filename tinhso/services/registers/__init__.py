"""Registers: numbers without gaps, and the register entries of what was issued under them.

Owns counters and entries. Decides nothing about who may issue: the caller authorises the act and takes the number in
the same transaction.
"""
