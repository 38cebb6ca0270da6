"""Letters that follow an act which nobody signs in person: printed from their definition, sealed, kept with the dossier."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import letters
from tinhso.casework.dossiers.models import Dossier, StatusChange, Supplement, SupplementItem
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines import api as deadlines
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row

GIVE_BACK, PROCESS_STOP = "give_back", "process_stop"


def send_give_back(*, dossier_id: UUID, supplement_id: UUID, actor: Actor) -> UUID | None:
    """The notice that the dossier is given back because what was asked for did not come in time; once. Its paper's id.

    Raises SigningUnavailable (retryable).
    """
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).get()
        request = Supplement.objects.get(dossier=row, id=supplement_id)
        missing = SupplementItem.objects.filter(supplement=request, answered_at__isnull=True).order_by("seq")
        values = {
            "answer_by_words": deadlines.in_words(request.answer_by) if request.answer_by else "",
            "missing_words": "; ".join(f"{item.title}: {item.ask}" for item in missing),
        }
        paper = letters.keep_sealed(row, GIVE_BACK, values, at=request.closed_at or now(), actor=actor)
        return paper.id if paper else None


def send_process_stop(*, dossier_id: UUID, actor: Actor) -> UUID | None:
    """The notice that the process of the procedure came to a stop without a result; once. Raises SigningUnavailable."""
    with transaction.atomic():
        row = lock_row(Dossier.objects.filter(id=dossier_id)).get()
        stopped = StatusChange.objects.filter(dossier=row, status=Status.STOPPED).order_by("seq").first()
        if stopped is None:
            return None
        reason = stopped.words.removeprefix("Dừng giải quyết: ")
        paper = letters.keep_sealed(row, PROCESS_STOP, {"reason": reason}, at=stopped.at, actor=actor)
        return paper.id if paper else None
