"""Reads of what was carried out."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tinhso.foundation.reforms.models import Run
from tinhso.foundation.reforms.types import CarriedOut


def runs() -> tuple[CarriedOut, ...]:
    """Newest first."""
    return tuple(
        CarriedOut(code=row.reform, effective_from=row.effective_from, at=row.at, counts=row.counts)
        for row in Run.objects.order_by("-at")[:100]
    )


def carried_out_before(version_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Those of the versions whose first carrying out was before that moment."""
    return set(Run.objects.filter(version_id__in=set(version_ids), at__lt=at).values_list("version_id", flat=True))
