"""Systems of sectors that a dossier must also stand in: what is typed where, and that it is there, by hand or by a connector."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.models import Dossier as DossierRow
from tinhso.casework.dossiers.models import SectorEntry
from tinhso.casework.dossiers.types import Dossier
from tinhso.engines.forms import api as forms
from tinhso.foundation.definitions import api as definitions


@dataclass(frozen=True, kw_only=True)
class Entered:
    """The mark that a dossier stands there; `by_id` is None where a connector handed it over."""

    system: str
    reference: str
    at: datetime
    by_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is typed into the system: label there → the answer in words, in the order of its screens."""

    system: str
    url: str
    lines: tuple[tuple[str, str], ...]


def system_of(version_id: UUID) -> Mapping[str, Any]:
    """The sector system of a procedure version that has a sheet; {} where nothing is typed."""
    system: Mapping[str, Any] = definitions.get_version(version_id).body.get("sector_system", {})
    return system if system.get("sheet") else {}


def is_to_type(row: DossierRow) -> bool:
    """Whether somebody has still to enter this dossier by hand."""
    return bool(system_of(row.procedure_version_id)) and not SectorEntry.objects.filter(dossier_id=row.id).exists()


def sheet_of(dossier: Dossier) -> Sheet | None:
    """The copy sheet; None where the procedure has none. The caller has read the dossier."""
    system = system_of(dossier.procedure_version_id)
    if not system:
        return None
    said = forms.in_words(forms.form_of(dossier.procedure_version_id), dossier.answers)
    return Sheet(
        system=system["title"],
        url=system.get("url", ""),
        lines=tuple((line["label"], said.get(line["from"], "")) for line in system["sheet"]),
    )


def entered(dossier_id: UUID) -> Entered | None:
    """The mark, None while the dossier was not entered."""
    row = SectorEntry.objects.filter(dossier_id=dossier_id).first()
    if row is None:
        return None
    return Entered(system=row.system, reference=row.reference, at=row.entered_at, by_id=row.entered_by_id)
