"""The stamp of the catalogue: how a process learns that its index of procedures is out of date."""

from django.db.models import F

from tinhso.engines.procedures.models import CatalogueState
from tinhso.foundation.access import api as access

_ONLY = 1


def mark_changed() -> None:
    """Moves the stamp on, in the caller's transaction."""
    CatalogueState.objects.get_or_create(id=_ONLY, defaults={"stamp": 0})
    CatalogueState.objects.filter(id=_ONLY).update(stamp=F("stamp") + 1)
    access.forget_facts()


def read_stamp() -> int:
    """The stamp now, looked up once a request; 0 before anything was imported or applied."""
    return access.remembered("procedures.stamp", _read_stamp)


def _read_stamp() -> int:
    return CatalogueState.objects.filter(id=_ONLY).values_list("stamp", flat=True).first() or 0
