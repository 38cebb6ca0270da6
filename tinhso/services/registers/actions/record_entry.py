"""Write the line of what was issued under a number."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.ids import random_token
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.registers.errors import NumberUsed, RegisterInvalid
from tinhso.services.registers.events import EntryRecorded
from tinhso.services.registers.models import Entry

KIND = "registers.entry"


def record_entry(
    *,
    register: str,
    year: int,
    number: int,
    notation: str,
    subject: tuple[str, UUID],
    title: str,
    issued_on: date,
    valid_to: date | None,
    agency_id: UUID | None,
    token: str,
    file_id: UUID | None,
    actor: Actor,
) -> Entry:
    shown = clean(title)
    if number < 1 or not register or not shown or (valid_to is not None and valid_to < issued_on):
        raise RegisterInvalid("Dòng ghi sổ không hợp lệ: thiếu tên, số nhỏ hơn 1, hoặc hết hạn trước khi cấp.")
    with transaction.atomic():
        row, made = Entry.objects.get_or_create(
            register=register,
            year=year,
            number=number,
            defaults={
                "notation": notation,
                "agency_id": agency_id,
                "subject_kind": subject[0],
                "subject_id": subject[1],
                "title": shown,
                "issued_on": issued_on,
                "valid_to": valid_to,
                "recorded_at": clock.now(),
                "token": token or random_token(),
                "file_id": file_id,
            },
        )
        if (row.subject_kind, row.subject_id) != subject:
            raise NumberUsed(f"Số {number} năm {year} của sổ này đã cấp cho việc khác.")
        if made:
            _complete(row, actor)
    return row


def _complete(row: Entry, actor: Actor) -> None:
    """The file hangs on the line as well, so that the paper can be checked before anybody has it."""
    if row.file_id is not None:
        files.link_file(file_id=row.file_id, owner=(KIND, row.id), signed=True, actor=actor)
        row.file_sha256 = files.files_of((KIND, row.id))[0].sha256
        row.save(update_fields=["file_sha256"])
    access.record_write(
        actor=actor,
        act="registers.record",
        target=("register_entry", row.id),
        detail={"register": row.register, "year": row.year, "number": row.number},
    )
    publish(
        EntryRecorded(
            entry_id=row.id,
            register=row.register,
            agency_id=row.agency_id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            issued_on=row.issued_on,
            valid_to=row.valid_to,
        ),
        aggregate=(KIND, row.id),
        actor=actor,
    )
