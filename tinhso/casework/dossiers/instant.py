"""Results given while the applicant waits: a dossier like any other, but for the appointment slip.

Accepting without a slip is forbidden except where the result is given at once (NĐ 61/2018 Điều 17); which procedures
these are is their definition's `instant`, with its law. A session that cannot be finished prints the slip by hand.
"""

from uuid import UUID

from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.types import FilingChannel
from tinhso.engines.procedures import api as procedures


def is_instant(*, channel: str, version_id: UUID) -> bool:
    """Whether a dossier of this definition gets no slip by itself: filed at the counter, of an instant procedure."""
    return channel == FilingChannel.COUNTER and procedures.get_procedure_version(version_id).is_instant


def wants_receipt(dossier_id: UUID) -> bool:
    """Whether the slip of an accepted dossier is printed without being asked for."""
    row = Dossier.objects.only("channel", "accepted_version_id", "procedure_version_id").get(id=dossier_id)
    return not is_instant(channel=row.channel, version_id=row.accepted_version_id or row.procedure_version_id)
