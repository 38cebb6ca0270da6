"""Slips, feedback and fees are told to the case facts."""

from tinhso.insight.scorecards import api
from tinhso.insight.scorecards.telling import EVENTS
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord


def follow(record: EventRecord) -> None:
    """The cases of the event's aggregate are what all its events tell."""
    api.follow_aggregate(record.aggregate_kind, record.aggregate_id)


for _name in EVENTS:
    subscribe(_name, name="scorecards.follow")(follow)
