"""Files for the other modules: check an upload, store it, link it to its owner, read it through that link."""

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import IO
from uuid import UUID

from django.http import FileResponse

from tinhso.foundation.files.actions import check_upload as checking
from tinhso.foundation.files.actions import keep_files, receive_pieces, renew_signed
from tinhso.foundation.files.adapters import page_pictures, pdf
from tinhso.foundation.files.adapters.pdf import bind_pictures
from tinhso.foundation.files.adapters.pictures import PictureRefused, as_pages
from tinhso.foundation.files.adapters.storage import blobs
from tinhso.foundation.files.domain import inflating, sniffing
from tinhso.foundation.files.errors import FileLost, FileNotFound, UploadRefused
from tinhso.foundation.files.models import FileLink, StoredFile
from tinhso.foundation.files.types import CheckedUpload, FileContent, FileRef, Owner, UploadKind, UploadProgress
from tinhso.kernel.actor import Actor

log = logging.getLogger("tinhso.files")
MAX_PHOTOS = 40
# One photo is decoded at a time in a process: a 12-megapixel picture takes about 40 MB while it is open.
_bench = threading.Semaphore(1)


def check_upload(
    *, content: bytes, name: str, allow: Iterable[UploadKind] = tuple(UploadKind), max_bytes: int
) -> CheckedUpload:
    """The facts of an upload that may be kept; `max_bytes` in bytes, `content` whole (callers cap it before reading).

    Raises UploadRefused naming the file and the reason in Vietnamese, ScanUnavailable when no scanner answers.
    """
    return checking.check_upload(content=content, name=name, allow=allow, max_bytes=max_bytes)


def check_pdf(*, content: bytes, name: str) -> None:
    """A PDF that the province itself brings, beside a definition: whole, of one form, nothing in it runs. Nobody scans it.

    Raises UploadRefused.
    """
    checking.check_pdf(content, sniffing.clean_name(name))


def rewrite_pdf(*, content: bytes, name: str) -> bytes:
    """A checked PDF with the same pages, without the faults that careless programs leave in its tables; no signature in it
    would survive that. Raises UploadRefused for what is locked or really broken.
    """
    try:
        return pdf.rewritten(content)
    except pdf.PdfRefused as refused:
        raise UploadRefused(sniffing.clean_name(name), f"{refused}.") from None


def unfolds_too_far(content: bytes) -> bool:
    """Whether a PDF would unfold beyond all measure; to be asked before any library reads a stranger's PDF."""
    return inflating.unfolds_too_far(content)


def scan(*, content: bytes, name: str) -> None:
    """Have a file scanned for viruses whose form its owner checks itself (a Word draft); `check_upload` scans already.

    Raises UploadRefused, ScanUnavailable.
    """
    checking.scan(content, sniffing.clean_name(name))


def photos_to_pdf(contents: Iterable[bytes], *, name: str = "ảnh", names: Sequence[str] = ()) -> bytes:
    """Photos (JPEG, PNG, WebP, HEIC) as one PDF, a page each: upright, 200 dots an inch on A4, no place or camera data.

    `contents` may be lazy: one photo is decoded at a time. Raises UploadRefused for a broken or oversize photo, by its own
    name where `names` has it: whoever chose several learns which.
    """
    begun: list[str] = []

    def counted() -> Iterator[bytes]:
        for number, content in enumerate(contents):
            begun.append(names[number] if number < len(names) else name)
            yield content

    with _bench:
        try:
            return bind_pictures(as_pages(counted()))
        except PictureRefused as refused:
            raise UploadRefused(begun[-1] if begun else name, f"{refused}.") from None


def empty_pages(content: bytes) -> list[bool]:
    """For each page of a checked PDF: whether it is empty, as a sheet that parts two documents in the scanner's tray is."""
    return pdf.empty_pages(content)


def split_pdf(content: bytes, groups: Iterable[Iterable[int]]) -> Iterator[bytes]:
    """A PDF for each group of page numbers (from 0) of a checked PDF."""
    return pdf.split_pdf(content, groups)


def can_draw_pages() -> bool:
    """Whether this machine shows pages of PDFs as pictures; where it does not, pages link to the file."""
    return page_pictures.can_draw()


def draw_page(pdf: bytes, page: int) -> bytes | None:
    """A page (from 1) of a PDF as PNG, drawn apart from this process; None where there is none, or it cannot be drawn."""
    return page_pictures.draw_page(pdf, page)


def store(*, content: bytes | IO[bytes], name: str, media_type: str, actor: Actor, pages: int | None = None) -> FileRef:
    """Keep a file: on return the blob is on the disk and the row written. A stream is read in pieces, never whole.

    Unlinked files are swept after a day, so link it in the same transaction as the row that needs it.
    """
    return _ref(keep_files.store(content=content, name=name, media_type=media_type, pages=pages, actor=actor))


def link_file(*, file_id: UUID, owner: Owner, actor: Actor, signed: bool = False) -> None:
    """Give an owner the file: owner is ("module.thing", id). Linking twice is one link. Raises FileNotFound.

    A `signed` file stays: neither its link nor itself can be deleted any more, not even by SQL.
    """
    keep_files.link(file_id=file_id, owner=owner, signed=signed, actor=actor)


def unlink_file(*, file_id: UUID, owner: Owner, actor: Actor) -> None:
    """Take the file from an owner; without any owner it is swept after a day."""
    keep_files.unlink(file_id=file_id, owner=owner)


def read_file(*, file_id: UUID, owner: Owner, actor: Actor) -> FileContent:
    """The file, through the owner's link: with its newest evidence where a signed file was renewed.

    The caller has decided that `actor` may. Its `sha256` stays that of what was signed. Raises FileNotFound without a link,
    FileLost when the store has its bytes no more.
    """
    row = StoredFile.objects.filter(id=file_id, links__owner_kind=owner[0], links__owner_id=owner[1]).first()
    if row is None:
        raise FileNotFound("Không có tệp này.")
    sha256, size = renew_signed.newest(row.sha256) or (row.sha256, row.size)
    try:
        stream = blobs.open(sha256)
    except FileNotFoundError:
        log.error("file.lost file=%s owner=%s/%s", row.id, owner[0], owner[1])
        raise FileLost("Tệp này không còn trong kho lưu trữ; hãy báo quản trị.") from None
    return FileContent(file=replace(_ref(row), size=size), stream=stream)


def read_signed(sha256: str) -> bytes:
    """The newest bytes of a file that is kept as signed, for whoever renews its evidence: never to be sent out.

    Raises FileNotFound.
    """
    return renew_signed.read_signed(sha256)


def renew_signed_file(*, sha256: str, content: bytes) -> str:
    """Every reading of this signed file gives these bytes from now on; they begin with those that were signed.

    Returns their SHA-256. Raises FileNotFound, NotARenewal.
    """
    return renew_signed.renew(sha256, content)


def original_of(sha256: str) -> str:
    """The SHA-256 of what was signed, given that of the file or of any of its renewals; others give themselves."""
    return renew_signed.original_of(sha256)


def files_of(owner: Owner) -> tuple[FileRef, ...]:
    """The owner's files, oldest link first."""
    links = FileLink.objects.filter(owner_kind=owner[0], owner_id=owner[1]).select_related("file")
    return tuple(_ref(link.file) for link in links.order_by("linked_at", "id"))


def download_response(content: FileContent) -> FileResponse:
    """The file as a download: always an attachment, never sniffed, never run, never cached by a proxy."""
    response = FileResponse(
        content.stream, as_attachment=True, filename=content.file.name, content_type=content.file.media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Length"] = str(content.file.size)
    return response


def begin_upload(
    *, owner: Owner, label: str, name: str, size: int, sha256: str, max_bytes: int, actor: Actor
) -> UploadProgress:
    """Announce a file that comes in pieces; the same file for the same owner and label goes on where it broke off.

    The caller has decided that `actor` may give the owner files. Raises UploadRefused (too large, too many at once).
    """
    return receive_pieces.begin(
        owner=owner, label=label, name=name, size=size, sha256=sha256, max_bytes=max_bytes, actor=actor
    )


def append_upload(*, upload_id: UUID, owner: Owner, offset: int, content: bytes, actor: Actor) -> UploadProgress:
    """Add the piece that starts at `offset`; a piece sent twice is one. Raises UploadNotFound, WrongPlace, UploadRefused."""
    return receive_pieces.append(upload_id=upload_id, owner=owner, offset=offset, content=content, actor=actor)


def finish_upload(*, upload_id: UUID, owner: Owner, label: str, actor: Actor) -> tuple[str, bytes]:
    """The whole file (name, content), once: its size and SHA-256 are as announced. What it is, `check_upload` says.

    Raises UploadNotFound, UploadRefused (incomplete, altered on the way).
    """
    return receive_pieces.finish(upload_id=upload_id, owner=owner, label=label, actor=actor)


def sweep_orphans() -> tuple[int, int]:
    """Remove files nobody linked for a day: (rows, blobs) removed. Safe beside running uploads."""
    return keep_files.sweep_orphans()


def _ref(row: StoredFile) -> FileRef:
    return FileRef(
        id=row.id,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        name=row.name,
        pages=row.pages,
        created_at=row.created_at,
    )
