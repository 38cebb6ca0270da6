"""Look at a stranger's bytes before anything is kept of them."""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from tinhso.foundation.files.adapters import pictures
from tinhso.foundation.files.adapters.pdf import PdfRefused, inspect_pdf
from tinhso.foundation.files.adapters.scanners import scanners
from tinhso.foundation.files.domain import sniffing
from tinhso.foundation.files.errors import UploadRefused
from tinhso.foundation.files.types import MEGABYTE, PDF, CheckedUpload, UploadKind

_TAKEN = {UploadKind.PDF: "PDF", UploadKind.PHOTO: "ảnh chụp (JPG, PNG, HEIC, WebP)"}


def check_upload(*, content: bytes, name: str, allow: Iterable[UploadKind], max_bytes: int) -> CheckedUpload:
    """The upload's facts. Raises UploadRefused (file and reason) or ScanUnavailable."""
    allowed = tuple(allow)
    media_type = sniffing.media_type_of(content[:64])
    shown = sniffing.clean_name(name)
    _check_size(content, shown, max_bytes)
    if media_type is None or sniffing.kind_of(media_type) not in allowed:
        what = sniffing.what_it_is(content[:2048]) if media_type is None else _TAKEN[sniffing.kind_of(media_type)]
        raise UploadRefused(shown, f"đây là {what}; chỉ nhận {' hoặc '.join(_TAKEN[kind] for kind in allowed)}.")
    if sniffing.is_polyglot(content, media_type):
        raise UploadRefused(shown, "tệp chứa một tệp khác giấu bên trong; hãy chụp hoặc lưu lại.")
    scan(content, shown)
    pages = width = height = None
    try:
        if sniffing.kind_of(media_type) is UploadKind.PDF:
            pages = inspect_pdf(content).pages
        else:
            width, height = pictures.measure(content)
    except (PdfRefused, pictures.PictureRefused) as refused:
        raise UploadRefused(shown, f"{refused}.") from None
    return CheckedUpload(
        name=sniffing.clean_name(name, media_type),
        kind=sniffing.kind_of(media_type),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        width=width,
        height=height,
    )


def check_pdf(content: bytes, shown: str) -> None:
    """See `api.check_pdf`."""
    if sniffing.media_type_of(content[:64]) != PDF:
        raise UploadRefused(shown, f"đây là {sniffing.what_it_is(content[:2048])}; chỉ nhận {_TAKEN[UploadKind.PDF]}.")
    if sniffing.is_polyglot(content, PDF):
        raise UploadRefused(shown, "tệp chứa một tệp khác giấu bên trong; hãy lưu lại.")
    try:
        inspect_pdf(content)
    except PdfRefused as refused:
        raise UploadRefused(shown, f"{refused}.") from None


def _check_size(content: bytes, shown: str, max_bytes: int) -> None:
    if not content:
        raise UploadRefused(shown, "tệp trống, không có dữ liệu.")
    if len(content) > max_bytes:
        raise UploadRefused(shown, f"tệp lớn {in_megabytes(len(content))}, nhiều nhất được {in_megabytes(max_bytes)}.")


def in_megabytes(size: int) -> str:
    """ "2,5 MB" from bytes, for people."""
    return f"{max(size / MEGABYTE, 0.1):.1f} MB".replace(".0 MB", " MB").replace(".", ",")


def scan(content: bytes, shown: str) -> None:
    """Raises UploadRefused for what the virus scanner stops, ScanUnavailable when none answers."""
    verdict = scanners.get().scan(BytesIO(content))
    if not verdict.is_clean:
        raise UploadRefused(shown, f"máy quét phát hiện mã độc ({verdict.threat}).")
