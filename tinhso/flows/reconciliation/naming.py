"""Which dossier a difference is of, as the dossier's own events name it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from tinhso.flows.reconciliation.types import Named
from tinhso.kernel.outbox import api as outbox
from tinhso.kernel.outbox.types import EventRecord
from tinhso.kernel.text import grouped

DOSSIER, DUE = "dossier", "fees.due"
NOTHING = "không có"


def named_by(events: tuple[EventRecord, ...]) -> Named:
    """The dossier of these events; the last word on whose it is counts."""
    last = events[-1]
    return Named(
        dossier_id=last.aggregate_id,
        code=str(last.payload["code"]),
        owner_agency_id=UUID(str(last.payload["owner_agency_id"])),
        receiving_agency_id=UUID(str(last.payload["receiving_agency_id"])),
    )


def dossiers_named(ids: Collection[UUID]) -> dict[UUID, Named]:
    """These dossiers, as far as anything was told of them."""
    return {key: named_by(events) for key, events in outbox.histories(DOSSIER, ids).items()}


def dossiers_of_dues(histories: Mapping[UUID, tuple[EventRecord, ...]]) -> dict[UUID, Named]:
    """Due → the dossier that it is owed for."""
    subjects = {
        due_id: UUID(str(events[0].payload["subject_id"]))
        for due_id, events in histories.items()
        if events[0].payload["subject_kind"] == DOSSIER
    }
    known = dossiers_named(set(subjects.values()))
    return {due_id: known[subject] for due_id, subject in subjects.items() if subject in known}


def vnd(amount: int | None) -> str:
    """32000 → "32.000 đồng"; nothing → "không có"."""
    return NOTHING if amount is None else f"{grouped(amount)} đồng"
