"""Reads of what was carried out."""

from collections.abc import Iterable
from uuid import UUID

from tinhso.foundation.reforms.models import Run
from tinhso.foundation.reforms.types import CarriedOut


def runs() -> tuple[CarriedOut, ...]:
    """Newest first."""
    return tuple(
        CarriedOut(code=row.reform, effective_from=row.effective_from, at=row.at, counts=row.counts)
        for row in Run.objects.order_by("-at")[:100]
    )


def not_carried_out(version_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the versions that wait for their day."""
    wanted = set(version_ids)
    return wanted - set(Run.objects.filter(version_id__in=wanted).values_list("version_id", flat=True))
