"""Reforms of administrative units and agencies: which agency, post and unit takes over from which, and from when.

Owns: the definition kind `unit_reform`, the list of followers, the record of what was carried out. Does not own: what is moved; each module
follows with its own rows, in the same transaction (docs/decisions/0008).
"""
