"""A dossier as the system of its sector is given it: the sheet's answers by the names of the partner's fields."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.models import Dossier as DossierRow
from tinhso.casework.dossiers.sector_systems import is_to_type, system_of
from tinhso.engines.connectors.types import Value
from tinhso.engines.forms import api as forms
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.services.sector_sync.types import Handed

PURPOSE = "Chuyển hồ sơ sang phần mềm ngành"


def sector_record(dossier_id: UUID, *, actor: Actor) -> Handed | None:
    """None where the procedure has no connector, the dossier is typed already, or is confidential and stays by hand.

    The applicant sees that it was read. Raises NoDossier.
    """
    row = DossierRow.objects.filter(id=dossier_id).first()
    if row is None:
        raise NoDossier
    system = system_of(row.procedure_version_id)
    feeds = system.get("connector")
    if feeds is None or row.accepted_at is None or row.level or not is_to_type(row):
        return None
    owner = identity.get_agency(row.owner_agency_id)
    said = forms.in_words(forms.form_of(row.procedure_version_id), row.answers)
    access.record_read(actor=actor, holders=[row.holder], purpose=PURPOSE, target=("dossier", row.id))
    return Handed(
        subject_id=row.id,
        code=row.code,
        connector=feeds["code"],
        record=feeds["record"],
        agency_id=owner.id,
        agency_code=owner.code,
        accepted_at=row.accepted_at,
        values={
            line["to"]: Value(raw=_at(row.answers, line["from"]), words=said.get(line["from"], ""))
            for line in system["sheet"]
            if "to" in line
        },
    )


def _at(answers: Mapping[str, Any], path: str) -> Any:
    place: Any = answers
    for name in path.split("."):
        place = place.get(name) if isinstance(place, Mapping) else None
    return place
