"""What others may ask of scorecards: points, cases, contests, freezing, telling the facts anew."""

from uuid import UUID

from tinhso.insight.scorecards import queries
from tinhso.insight.scorecards.actions import follow
from tinhso.insight.scorecards.actions.contest_case import contest_case, decide_contest
from tinhso.insight.scorecards.actions.freeze_month import freeze_month

__all__ = ["contest_case", "decide_contest", "freeze_month"]
by_agency = queries.by_agency
card_of = queries.card_of
cards = queries.cards
month_of = queries.month_of
name_of = queries.name_of
of_agency = queries.of_agency
whole = queries.whole


def follow_aggregate(kind: str, aggregate_id: UUID) -> None:
    """Make the cases of one slip, feedback or fee what its events tell; again changes nothing."""
    follow.follow(kind, aggregate_id)


def rebuild() -> int:
    """Tell all cases again from the event table; returns how many."""
    return follow.rebuild()
