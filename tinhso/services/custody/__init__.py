"""Custody: who holds which original, paper result or tool now, and every hand-over that giver and receiver confirmed.

Owns: things in custody, slips, hand-overs. Not: what a thing is about (the caller's subject), what is printed (papers).
"""
