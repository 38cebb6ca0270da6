"""The stamp of the catalogue: how a process learns that its index of procedures is out of date."""

from django.db.models import F

from tinhso.engines.procedures.models import CatalogueState

_ONLY = 1


def mark_changed() -> None:
    """Moves the stamp on, in the caller's transaction."""
    CatalogueState.objects.get_or_create(id=_ONLY, defaults={"stamp": 0})
    CatalogueState.objects.filter(id=_ONLY).update(stamp=F("stamp") + 1)


def read_stamp() -> int:
    """The stamp now; 0 before anything was imported or applied."""
    return CatalogueState.objects.filter(id=_ONLY).values_list("stamp", flat=True).first() or 0
