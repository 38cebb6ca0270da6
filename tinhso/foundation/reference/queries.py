"""Reads of unit rows."""

from datetime import date

from django.db.models import Q, QuerySet

from tinhso.foundation.access import api as access
from tinhso.foundation.reference.models import UnitRow
from tinhso.foundation.reference.types import Tier, Unit


def standing(on: date) -> QuerySet[UnitRow]:
    """The units that stood that day."""
    return UnitRow.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def named_like(folded: str) -> QuerySet[UnitRow]:
    """The units of any time one of whose words begins the folded text."""
    return UnitRow.objects.filter(Q(folded__startswith=folded) | Q(folded__contains=f" {folded}"))


@access.kept_standing(maxsize=4096)
def unit_row(code: str, on: date) -> UnitRow | None:
    """The unit with that code on that day; kept, so nobody changes it."""
    return standing(on).filter(code=code).first()


def unit_of(row: UnitRow) -> Unit:
    return Unit(
        code=row.code,
        full_name=row.full_name,
        name=row.name,
        kind=row.kind,
        tier=Tier(row.tier),
        province_code=row.province_code,
        parent_code=row.parent_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        successors=tuple(row.successors),
    )
