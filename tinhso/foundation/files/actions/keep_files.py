"""Store, link, unlink and sweep: the blob always before the row, and the row always before the blob is removed."""

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import IO
from uuid import UUID

from django.db import transaction

from tinhso.foundation.files.actions.renew_signed import is_kept
from tinhso.foundation.files.adapters.storage import blobs
from tinhso.foundation.files.domain.sniffing import clean_name
from tinhso.foundation.files.errors import FileNotFound
from tinhso.foundation.files.models import FileLink, PartialUpload, StoredFile
from tinhso.foundation.files.types import Owner
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key

ORPHAN_AGE = timedelta(days=1)
_CHUNK = 1 << 20


def store(*, content: bytes | IO[bytes], name: str, media_type: str, pages: int | None, actor: Actor) -> StoredFile:
    stream = BytesIO(content) if isinstance(content, bytes) else content
    sha256, size = _digest(stream)
    with transaction.atomic():
        lock_key(f"files:{sha256}")
        blobs.put(sha256, stream)
        return StoredFile.objects.create(
            sha256=sha256,
            size=size,
            media_type=media_type,
            name=clean_name(name, media_type),
            pages=pages,
            created_at=clock.now(),
            stored_by_id=actor.person_id,
        )


def _digest(stream: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def link(*, file_id: UUID, owner: Owner, signed: bool, actor: Actor) -> None:
    with transaction.atomic():
        if not StoredFile.objects.filter(id=file_id).exists():
            raise FileNotFound("Không có tệp này.")
        FileLink.objects.get_or_create(
            file_id=file_id,
            owner_kind=owner[0],
            owner_id=owner[1],
            defaults={"linked_at": clock.now(), "linked_by_id": actor.person_id, "signed": signed},
        )


def unlink(*, file_id: UUID, owner: Owner) -> None:
    FileLink.objects.filter(file_id=file_id, owner_kind=owner[0], owner_id=owner[1]).delete()


def sweep_orphans() -> tuple[int, int]:
    """(rows removed, blobs removed): rows a day old without a link, then blobs a day old without a row."""
    before = clock.now() - ORPHAN_AGE
    PartialUpload.objects.filter(begun_at__lt=before).delete()
    rows = 0
    unlinked = StoredFile.objects.filter(created_at__lt=before, links=None).values_list("id", flat=True)
    for file_id in list(unlinked):
        with transaction.atomic():
            rows += StoredFile.objects.filter(id=file_id, links=None).delete()[0]
    removed = 0
    for sha256 in blobs.hashes():
        with transaction.atomic():
            lock_key(f"files:{sha256}")
            if is_kept(sha256) or blobs.modified_at(sha256) >= before:
                continue
            blobs.remove(sha256)
            removed += 1
    return rows, removed
