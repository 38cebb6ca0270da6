"""Ratings: slips by which people say how they were served, one for each matter and person, and counters where they are given.

Owns: slips and their versions, counters, what officers and their heads see of them (definition kind `rating_rule`).
Does not own: what is rated (whoever owns it registers `Subjects`), points by agency (insight reads `rating.given`).
"""
