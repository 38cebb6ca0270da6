"""A dossier's panel of the system of its sector: typed or handed over, under which code, what did not go and why."""

from typing import Any

from tinhso.casework.dossiers import sector_systems
from tinhso.casework.dossiers.types import Dossier
from tinhso.kernel.actor import Actor
from tinhso.services.sector_sync import api as sector_sync


def panel(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    """{} where nothing has to stand elsewhere."""
    system = sector_systems.system_of(dossier.procedure_version_id)
    if not system:
        return {}
    transfers = sector_sync.panel_of(dossier.id)
    return {
        "sector": system,
        "entered": sector_systems.entered(dossier.id),
        "transfers": transfers,
        "repeats_transfer": bool(transfers) and sector_sync.may_send_again(actor, dossier.owner_agency_id),
    }
