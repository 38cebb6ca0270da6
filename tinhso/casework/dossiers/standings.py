"""Where dossiers stand in their own rows, for whoever compares them with what was told of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import ReturnMethod, Status


@dataclass(frozen=True, kw_only=True)
class StandingFacts:
    """A dossier's own row: no names, no answers."""

    id: UUID
    status: Status
    return_method: ReturnMethod


def standings_of(ids: Iterable[UUID]) -> dict[UUID, StandingFacts]:
    """For the platform's own programs; an unknown id is not there."""
    rows = Dossier.objects.filter(id__in=list(ids)).values_list("id", "status", "return_method")
    return {
        key: StandingFacts(id=key, status=Status(status), return_method=ReturnMethod(method))
        for key, status, method in rows
    }
