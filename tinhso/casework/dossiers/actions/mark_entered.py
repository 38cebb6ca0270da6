"""Say that a dossier was typed into the system of its sector, with the code that it has there."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle, queries, sector_systems
from tinhso.casework.dossiers.events import DossierEnteredElsewhere
from tinhso.casework.dossiers.models import SectorEntry, WorkItem
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Conflict, Denied, Invalid
from tinhso.kernel.text import clean

LONGEST = 80


def mark_entered(*, dossier_id: UUID, reference: str, actor: Actor) -> None:
    """Once a dossier. Raises Denied, NoDossier, Conflict (entered already, nothing to enter), Invalid (no code)."""
    if actor.person_id is None or actor.post_id is None:
        raise Denied("Việc này dành cho cán bộ đang làm việc ở một vị trí.")
    with transaction.atomic():
        row = chronicle.lock(dossier_id, actor=actor)
        queries.get_dossier(dossier_id, actor=actor, purpose="Nhập phần mềm ngành")
        access.authorise(actor=actor, act="dossiers.process", agency_id=actor.agency_id)
        reference = clean(reference)
        if not reference or len(reference) > LONGEST:
            words = f"Ghi mã hồ sơ ở phần mềm ngành, dài nhất {LONGEST} ký tự."
            raise Invalid("Cần mã hồ sơ.", fields={"/reference": words})
        system = sector_systems.system_of(row.procedure_version_id)
        if not system or row.accepted_at is None:
            raise Conflict("Hồ sơ này không phải nhập phần mềm ngành.")
        if not sector_systems.is_to_type(row):
            raise Conflict("Đồng nghiệp vừa ghi là đã nhập hồ sơ này.")
        at = now()
        SectorEntry.objects.create(
            dossier=row,
            system=system["title"][:300],
            reference=reference,
            entered_at=at,
            entered_by_id=actor.person_id,
            post_id=actor.post_id,
        )
        WorkItem.objects.filter(dossier=row, by_hand=True).update(by_hand=False)
        chronicle.note(row, words=f"Đã nhập vào {system['title']}, mã {reference}."[:300], at=at, actor=actor)
        chronicle.tell(row, DossierEnteredElsewhere, act="dossiers.mark_entered", actor=actor)
