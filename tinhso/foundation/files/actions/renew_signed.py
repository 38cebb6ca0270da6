"""A signed file is given newer evidence: appended, so that what was signed stays byte for byte where it was."""

from hashlib import sha256 as digest_of
from io import BytesIO

from django.db import transaction

from tinhso.foundation.files.adapters.storage import blobs
from tinhso.foundation.files.errors import FileLost, FileNotFound, NotARenewal
from tinhso.foundation.files.models import FileLink, Renewal, StoredFile
from tinhso.kernel import clock
from tinhso.kernel.database import lock_key


def newest(original: str) -> tuple[str, int] | None:
    """(SHA-256, size) of the newest renewal of a file; None where there is none."""
    rows = Renewal.objects.filter(original=original).order_by("-made_at", "-size")
    return rows.values_list("sha256", "size").first()


def read_signed(original: str) -> bytes:
    """The newest bytes of a file that is kept as signed. Raises FileNotFound."""
    if not FileLink.objects.filter(file__sha256=original, signed=True).exists():
        raise FileNotFound("Không có tệp đã ký này.")
    found = newest(original)
    try:
        with blobs.open(found[0] if found else original) as stream:
            return stream.read()
    except FileNotFoundError:
        raise FileLost("Tệp này không còn trong kho lưu trữ; hãy báo quản trị.") from None


def renew(original: str, content: bytes) -> str:
    """Keep the file with its newer evidence; the same bytes twice are one renewal. Returns their SHA-256.

    Raises FileNotFound, NotARenewal for bytes that do not begin with what is kept.
    """
    made = digest_of(content).hexdigest()
    with transaction.atomic():
        lock_key(f"files:{original}")
        before = read_signed(original)
        if made == digest_of(before).hexdigest():
            return made
        if not content.startswith(before):
            raise NotARenewal("Bản gia hạn phải giữ nguyên từng byte của tệp đã ký ở đầu tệp.")
        lock_key(f"files:{made}")
        blobs.put(made, BytesIO(content))
        Renewal.objects.create(sha256=made, original=original, size=len(content), made_at=clock.now())
    return made


def original_of(sha256: str) -> str:
    """The SHA-256 under which a file was first signed, of whichever of its renewals this is; else the same."""
    found = Renewal.objects.filter(sha256=sha256).values_list("original", flat=True).first()
    return found or sha256


def is_kept(sha256: str) -> bool:
    """Whether a row still needs the blob: as it was stored, or as the renewal of what was."""
    if StoredFile.objects.filter(sha256=sha256).exists():
        return True
    original = original_of(sha256)
    return original != sha256 and StoredFile.objects.filter(sha256=original).exists()
