"""After commit: accepted dossiers go into the queue, typed and ended ones leave it, the partner's reference is marked."""

from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.sector_sync import api as sector_sync

_ENDED = ("dossier.withdrawn", "dossier.stopped", "dossier.acceptance_cancelled")


@subscribe("dossier.accepted", name="sector_transfer.queue")
def queue(record: EventRecord) -> None:
    """Once; a procedure without a connector stays with its copy sheet."""
    if not sector_sync.is_on():
        return
    handed = dossiers.sector_record(record.aggregate_id, actor=system_actor())
    if handed is not None:
        sector_sync.queue(record=handed, actor=system_actor())


@subscribe("dossier.entered_elsewhere", name="sector_transfer.by_hand")
def by_hand(record: EventRecord) -> None:
    """An officer was quicker: it is not handed over a second time."""
    sector_sync.entered_by_hand(subject_id=record.aggregate_id, actor=system_actor())


@subscribe("sector.taken", name="sector_transfer.mark")
def mark(record: EventRecord) -> None:
    """The dossier need not be typed any more."""
    dossiers.mark_transferred(
        dossier_id=UUID(record.payload["subject_id"]),
        system=record.payload["system"],
        reference=record.payload["reference"],
        actor=system_actor(),
    )


@subscribe("sector.registered", name="sector_transfer.registered")
def registered(record: EventRecord) -> None:
    """The number in the sector's register stands in the dossier's history."""
    dossiers.note_registered(
        dossier_id=UUID(record.payload["subject_id"]),
        number=record.payload["number"],
        book=record.payload["book"],
        actor=system_actor(),
    )


def ended(record: EventRecord) -> None:
    """What has not gone does not go; what the partner has waits for a person to recall it."""
    sector_sync.cancel(subject_id=record.aggregate_id, actor=system_actor())


for _name in _ENDED:
    subscribe(_name, name="sector_transfer.ended")(ended)
