"""Owns what people are told: notices in their inbox, the messages that carry them outside, who wants which, what was sent.

Does not own: what happened and to whom it matters (casework says it), nor where a person is reached (identity).
"""
