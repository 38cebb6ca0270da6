"""Render a paper of the one-stop after its act has been committed, once, and keep it with the dossier."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import letters, printing
from tinhso.casework.dossiers.models import Dossier, Paper, Supplement
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row


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
        stored = files.store(content=rendered.pdf, name=rendered.file_name, media_type="application/pdf", actor=actor)
        paper = Paper.objects.create(dossier=row, kind=kind, title=rendered.title, file_id=stored.id, created_at=now())
        files.link_file(file_id=stored.id, owner=("dossier_paper", paper.id), actor=actor)
        return paper.id
