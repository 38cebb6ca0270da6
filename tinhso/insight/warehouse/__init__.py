"""Fact tables of what happened to dossiers, and counting over them.

Owns: the facts, fed by the events of dossiers and rebuildable from them; counts by period, agency and dimension; which
records are behind a count. Does not own: dossiers themselves (the list behind a figure asks them with the actor), what a
report or an indicator is made of (reports, indicators).
"""
