"""Procedures (thủ tục hành chính): what a citizen may ask of the state, and under which terms.

Owns: the national records as imported, the `procedure`, `procedure_overrides` and `chooser` kinds, the merged view of
the three, search over procedures and the pages C02, C04, C05. Does not own: forms, processes, dossiers, clocks.
"""
