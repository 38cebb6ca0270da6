"""Reads of transfers for pages, commands and the dossier's panel."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Q

from tinhso.engines.connectors.types import Stage
from tinhso.services.sector_sync.errors import NoTransfer
from tinhso.services.sector_sync.models import Transfer
from tinhso.services.sector_sync.types import PENDING, TransferState, TransferView

_PENDING = [state.value for state in PENDING]


def view(row: Transfer) -> TransferView:
    state = TransferState(row.state)
    return TransferView(
        id=row.id,
        subject_id=row.subject_id,
        connector=row.connector,
        system=row.system,
        code=row.code,
        state=state,
        reference=row.reference,
        stage=Stage(row.stage) if row.stage else None,
        number=row.number,
        book=row.book,
        attempts=row.attempts,
        error=row.error,
        differences=tuple(row.differences),
        queued_at=row.queued_at,
        next_at=row.next_at if state in (TransferState.WAITING, TransferState.BLOCKED) else None,
        taken_at=row.taken_at,
    )


def of_subject(subject_id: UUID) -> tuple[TransferView, ...]:
    """The transfers of one dossier; the caller has read the dossier."""
    rows = Transfer.objects.filter(subject_id=subject_id).defer("payload").order_by("queued_at")
    return tuple(view(row) for row in rows)


def one(transfer_id: UUID) -> TransferView:
    """Raises NoTransfer."""
    row = Transfer.objects.filter(id=transfer_id).defer("payload").first()
    if row is None:
        raise NoTransfer("Không có lần chuyển này.")
    return view(row)


def pending(*, connector: str = "") -> tuple[TransferView, ...]:
    """What has still to leave us or waits for a person, longest first."""
    rows = (
        Transfer.objects.filter(Q(state__in=_PENDING) | ~Q(differences=[])).defer("payload").order_by("queued_at", "id")
    )
    if connector:
        rows = rows.filter(connector=connector)
    return tuple(view(row) for row in rows)


def counts() -> Mapping[str, Mapping[TransferState, int]]:
    """Connector → state → how many."""
    found: dict[str, dict[TransferState, int]] = {}
    for line in Transfer.objects.values("connector", "state").annotate(number=Count("id")).order_by("connector"):
        found.setdefault(line["connector"], {})[TransferState(line["state"])] = line["number"]
    return found


def page(*, state: TransferState | None, connector: str, page: int, size: int) -> tuple[tuple[TransferView, ...], bool]:
    """A page of transfers, latest first, and whether there are more."""
    rows = Transfer.objects.defer("payload").order_by("-queued_at", "-id")
    if state is not None:
        rows = rows.filter(state=state.value)
    if connector:
        rows = rows.filter(connector=connector)
    found = [view(row) for row in rows[(page - 1) * size : page * size + 1]]
    return tuple(found[:size]), len(found) > size
