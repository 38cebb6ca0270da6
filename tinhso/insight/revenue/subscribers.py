"""Every event that moves money is written down."""

from tinhso.insight.revenue import api
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord


def follow(record: EventRecord) -> None:
    """One event, once."""
    api.follow(record)


for _name in api.EVENTS:
    subscribe(_name, name="revenue.follow")(follow)
