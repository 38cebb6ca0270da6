"""Ratings: give a slip in any of the four ways, keep counters, register what can be rated.

Acts: `ratings.assist` (write a slip down for somebody), `ratings.manage` (counters); figures by `statistics.read`,
`statistics.read_officers`, `statistics.read_own`. TT 01/2018/TT-VPCP Điều 13.
"""

from tinhso.casework.ratings import queries, rules, subjects
from tinhso.casework.ratings.actions.follow_reform import follow_reform, foresee_reform
from tinhso.casework.ratings.actions.give_rating import Given, rate, rate_at_counter, rate_by_receipt, refuse_officers
from tinhso.casework.ratings.actions.keep_counter import close_counter, open_counter

__all__ = [
    "Given", "close_counter", "follow_reform", "foresee_reform", "open_counter", "rate", "rate_at_counter", "rate_by_receipt",
    "refuse_officers",
]  # fmt: skip
is_rated = queries.is_rated
own_slip = queries.own_slip
register_subjects = subjects.register_subjects
rule_on = rules.rule_on
