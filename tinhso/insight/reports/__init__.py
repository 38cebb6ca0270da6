"""Periodic reports: official tables over the facts, closed period by period into frozen copies with their records.

Owns: the definition kind `report`, periods, copies. Does not own: counting (warehouse).
"""
