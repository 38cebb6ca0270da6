"""The system of the sector has the dossier by itself: nobody types it, its code there is known, its number later too."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.dossiers import chronicle
from tinhso.casework.dossiers.models import SectorEntry, WorkItem
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied


def mark_transferred(*, dossier_id: UUID, system: str, reference: str, actor: Actor) -> None:
    """Twice is once. Where an officer typed it meanwhile, both codes stand in the history. Raises Denied, NoDossier."""
    _platform_only(actor)
    with transaction.atomic():
        row, at = chronicle.lock(dossier_id), now()
        entry = SectorEntry.objects.filter(dossier=row).first()
        if entry is not None and entry.reference == reference:
            return
        if entry is not None:
            words = (
                f"{system} cũng nhận tự động, mã {reference}; đã nhập tay mã {entry.reference}: hủy một trong hai ở đó."
            )
        else:
            SectorEntry.objects.create(dossier=row, system=system[:300], reference=reference, entered_at=at)
            WorkItem.objects.filter(dossier=row, by_hand=True).update(by_hand=False)
            words = f"Đã chuyển tự động sang {system}, mã {reference}."
        chronicle.note(row, words=words[:300], at=at, actor=actor)
        access.record_write(actor=actor, act="dossiers.mark_transferred", target=("dossier", row.id), detail={})


def note_registered(*, dossier_id: UUID, number: str, book: str, actor: Actor) -> None:
    """The sector's register has it under this number. Raises Denied, NoDossier."""
    _platform_only(actor)
    with transaction.atomic():
        row = chronicle.lock(dossier_id)
        words = f"Bên ngành đã đăng ký{f', số {number}' if number else ''}{f', quyển {book}' if book else ''}."
        chronicle.note(row, words=words[:300], at=now(), actor=actor)
        access.record_write(actor=actor, act="dossiers.note_registered", target=("dossier", row.id), detail={})


def _platform_only(actor: Actor) -> None:
    if not actor.is_system:
        raise Denied("Việc này do hệ thống làm khi phần mềm ngành trả lời.")
