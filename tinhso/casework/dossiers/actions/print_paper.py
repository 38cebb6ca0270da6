"""Render a paper of the one-stop after its act has been committed, once, and keep it with the dossier."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import printing
from tinhso.casework.dossiers.models import Dossier, Paper
from tinhso.foundation.files import api as files
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row


def print_paper(*, dossier_id: UUID, role: str, actor: Actor) -> UUID:
    """The paper's row id; a paper printed before is not printed again."""
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).get()
        known = Paper.objects.filter(dossier=row, kind=role).first()
        if known is not None:
            return known.id
        rendered = printing.paper_pdf(row, role, actor=actor)
        stored = files.store(content=rendered.pdf, name=rendered.file_name, media_type="application/pdf", actor=actor)
        paper = Paper.objects.create(dossier=row, kind=role, title=rendered.title, file_id=stored.id, created_at=now())
        files.link_file(file_id=stored.id, owner=("dossier_paper", paper.id), actor=actor)
        return paper.id
