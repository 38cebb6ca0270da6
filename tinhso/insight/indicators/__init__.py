"""Indicators: the ratios that plans ask for, each a definition over the facts that opens to its records.

Owns: the definition kind `indicator`, reckoning it by agency and period. Does not own: counting (warehouse), periods (reports).
"""
