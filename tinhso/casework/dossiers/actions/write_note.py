"""A note of an officer to colleagues about a dossier: for who sees the dossier, never for its applicant."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.actions.tell_officers import tell_mentioned
from tinhso.casework.dossiers.colleagues import who_sees
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied, Invalid
from tinhso.services.notes import api as notes


def write_note(*, dossier_id: UUID, words: str, mentioned: Collection[UUID] = (), actor: Actor) -> UUID:
    """Write it and call upon colleagues who see the dossier too.

    Raises Denied (not an officer), NoDossier, NoteInvalid, Invalid (a colleague who does not see the dossier).
    """
    if not actor.is_officer:
        raise Denied("Ghi chú nội bộ chỉ dành cho cán bộ.")
    with transaction.atomic():
        dossier = queries.get_dossier(dossier_id, actor=actor, purpose="Ghi chú nội bộ")
        if not set(mentioned) <= set(who_sees(dossier, actor=actor)):
            raise Invalid(
                "Không nhắc được người này.", fields={"/mention": "Chọn một đồng nghiệp cùng xem được hồ sơ."}
            )
        note_id = notes.write_note(subject=("dossier", dossier_id), words=words, mentioned=mentioned, actor=actor)
        tell_mentioned(dossier_id=dossier_id, code=dossier.code, note_id=note_id, people=mentioned, actor=actor)
        return note_id
