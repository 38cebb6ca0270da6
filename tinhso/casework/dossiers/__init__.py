"""Owns dossiers (hồ sơ): filing, code, status, worklists, papers of the one-stop, result, return, public tracking.

Does not own: what a procedure asks (procedures, forms), who may do what next (workflow), when it is due (deadlines),
where a result rests (vault), how it is signed (signatures). It calls them inside its own transaction.
"""
