"""Each system's own records beside the single record, dossier by dossier; what does not agree has a name, and a person to explain it.

It mends nothing and counts nothing: the record is the permanent events, the other side is asked of the system itself.
"""
