"""Files that come in pieces: announce, append, finish. Nothing is read or believed before size and hash agree."""

import hashlib
import re
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tinhso.foundation.files.domain.sniffing import clean_name
from tinhso.foundation.files.errors import UploadNotFound, UploadRefused, WrongPlace
from tinhso.foundation.files.models import PartialUpload, UploadPiece
from tinhso.foundation.files.types import MEGABYTE, Owner, UploadProgress
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key, lock_row

MOST_ON_THE_WAY = 128 * MEGABYTE
MOST_AT_ONCE = 40
LARGEST_PIECE = MEGABYTE
_SHA256 = re.compile(r"[0-9a-f]{64}")


def begin(
    *, owner: Owner, label: str, name: str, size: int, sha256: str, max_bytes: int, actor: Actor
) -> UploadProgress:
    shown = clean_name(name)
    if not _SHA256.fullmatch(sha256):
        raise UploadRefused(shown, "mã kiểm tra của tệp không đúng dạng.")
    if size <= 0:
        raise UploadRefused(shown, "tệp trống, không có dữ liệu.")
    if size > max_bytes:
        raise UploadRefused(shown, f"tệp lớn hơn {max_bytes // MEGABYTE} MB.")
    with transaction.atomic():
        lock_key(f"files.pieces:{actor.person_id}")
        place = {"owner_kind": owner[0], "owner_id": owner[1], "label": label, "sha256": sha256}
        row = PartialUpload.objects.filter(**place, size=size).first()
        if row is None:
            _check_room(shown, size, actor)
            PartialUpload.objects.filter(**place).delete()
            row = PartialUpload.objects.create(
                **place, person_id=actor.person_id, name=shown, size=size, begun_at=clock.now()
            )
        return _progress(row)


def _check_room(shown: str, size: int, actor: Actor) -> None:
    mine = PartialUpload.objects.filter(person_id=actor.person_id)
    on_the_way = mine.aggregate(all=Sum("size"))["all"] or 0
    if on_the_way + size > MOST_ON_THE_WAY or mine.count() >= MOST_AT_ONCE:
        raise UploadRefused(shown, "bạn đang tải lên quá nhiều tệp cùng lúc; hãy đợi tệp trước xong.")


def append(*, upload_id: UUID, owner: Owner, offset: int, content: bytes, actor: Actor) -> UploadProgress:
    with transaction.atomic():
        row = _locked(upload_id, owner, actor)
        if not 0 < len(content) <= LARGEST_PIECE:
            raise UploadRefused(row.name, "phần tệp gửi lên không đúng cỡ.")
        if offset != row.received or row.received + len(content) > row.size:
            raise WrongPlace(row.received)
        UploadPiece.objects.create(upload=row, offset=offset, content=content)
        row.received += len(content)
        row.save(update_fields=["received"])
        return _progress(row)


def finish(*, upload_id: UUID, owner: Owner, label: str, actor: Actor) -> tuple[str, bytes]:
    with transaction.atomic():
        row = _locked(upload_id, owner, actor)
        if row.label != label:
            raise UploadNotFound("Không có tệp đang tải lên này.")
        if row.received != row.size:
            raise UploadRefused(row.name, "tệp chưa tải lên hết; hãy chọn lại tệp để tải tiếp.")
        content = b"".join(bytes(piece.content) for piece in row.pieces.order_by("offset"))
        name, sha256 = row.name, row.sha256
        row.delete()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UploadRefused(name, "tệp bị hỏng trên đường truyền; hãy tải lại.")
    return name, content


def _locked(upload_id: UUID, owner: Owner, actor: Actor) -> PartialUpload:
    rows = PartialUpload.objects.filter(id=upload_id, owner_kind=owner[0], owner_id=owner[1], person_id=actor.person_id)
    row = lock_row(rows).first()
    if row is None:
        raise UploadNotFound("Không có tệp đang tải lên này; hãy chọn lại tệp.")
    return row


def _progress(row: PartialUpload) -> UploadProgress:
    return UploadProgress(id=row.id, name=row.name, size=row.size, received=row.received)
