"""Print a paper of the one-stop after its act has been committed, once, seal it and keep it with the dossier."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import letters, printing
from tinhso.casework.dossiers.models import Dossier, Paper, Supplement
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.services.signatures.errors import SigningUnavailable


def print_paper(*, dossier_id: UUID, role: str, supplement_id: UUID | None = None, actor: Actor) -> UUID:
    """The paper's row id; a paper printed before is not printed again. `supplement_id` = the request of role "supplement"."""
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).get()
        asked = Supplement.objects.filter(dossier=row).select_related("dossier")
        request = asked.get(id=supplement_id) if supplement_id is not None else None
        kind = f"{role}-{request.seq}" if request is not None and request.seq > 1 else role
        known = Paper.objects.filter(dossier=row, kind=kind).first()
        if known is not None:
            return known.id
        letter = letters.supplement(request) if request is not None else None
        issued_at = request.asked_at if request is not None else None
        rendered = printing.paper_pdf(row, role, actor=actor, letter=letter, issued_at=issued_at)
        at = now()
        pdf = _sealed(row, rendered.pdf, at=at, actor=actor)
        kept = letters.keep(
            row,
            pdf,
            title=rendered.title,
            name=rendered.file_name,
            kind=kind,
            signed=pdf is not rendered.pdf,
            at=at,
            actor=actor,
        )
        return kept.id


def _sealed(row: Dossier, pdf: bytes, *, at: datetime, actor: Actor) -> bytes:
    try:
        return letters.sealed(pdf, row.receiving_agency_id, at=at, actor=actor)
    except SigningUnavailable:
        # The worker tries again later. Who stands at the counter gets the paper now, signed by hand.
        if actor.is_system:
            raise
        return pdf
