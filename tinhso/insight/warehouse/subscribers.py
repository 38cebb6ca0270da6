"""Every event of a dossier, those of later days included, is told to the fact tables."""

from collections.abc import Iterator

from tinhso.casework.dossiers.events import DossierEvent
from tinhso.insight.warehouse import api
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord


def _told_of_dossiers(below: type[DossierEvent] = DossierEvent) -> Iterator[str]:
    for kind in below.__subclasses__():
        if "name" in kind.__dict__:
            yield kind.name
        yield from _told_of_dossiers(kind)


def follow(record: EventRecord) -> None:
    """The facts of the event's dossier are what all its events tell."""
    api.follow_dossier(record.aggregate_id)


for _name in _told_of_dossiers():
    subscribe(_name, name="warehouse.follow")(follow)
