"""Project a dated set of units into rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tinhso.foundation.access import api as access
from tinhso.foundation.reference.domain.unit_sets import units_of
from tinhso.foundation.reference.models import UnitRow
from tinhso.foundation.reference.types import Unit
from tinhso.kernel.actor import Actor
from tinhso.kernel.text import fold

ONE_DAY = timedelta(days=1)


@transaction.atomic
def apply_unit_set(
    *, set_code: str, body: Mapping[str, Any], effective_from: date, effective_to: date | None, actor: Actor
) -> int:
    """Write the units of a definition, in place of an earlier revision of the same date; the set of the date before
    ends the day before. Returns how many. The definition's version and event are the record of who did it."""
    rows = UnitRow.objects.filter(set_code=set_code)
    rows.filter(valid_from=effective_from).delete()
    rows.filter(valid_from__lt=effective_from).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=effective_from)
    ).update(valid_to=effective_from - ONE_DAY)
    later = (
        rows.filter(valid_from__gt=effective_from).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    ends = [end for end in (effective_to, later - ONE_DAY if later else None) if end is not None]
    units = list(units_of(body, valid_from=effective_from, valid_to=min(ends, default=None)))
    names = {unit.code: unit.full_name for unit in units}
    UnitRow.objects.bulk_create([_row(set_code, unit, names) for unit in units], batch_size=500)
    access.standing_changed()
    return len(units)


def _row(set_code: str, unit: Unit, names: Mapping[str, str]) -> UnitRow:
    parts = [unit.full_name]
    for code in (unit.parent_code, unit.province_code):
        if code is not None and code != unit.code and names[code] not in parts:
            parts.append(names[code])
    path = ", ".join(parts)
    return UnitRow(
        set_code=set_code,
        code=unit.code,
        full_name=unit.full_name,
        name=unit.name,
        kind=unit.kind,
        tier=unit.tier.value,
        province_code=unit.province_code,
        parent_code=unit.parent_code,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        successors=list(unit.successors),
        folded=fold(unit.full_name),
        folded_name=fold(unit.name),
        folded_path=fold(path),
        path=path,
    )
