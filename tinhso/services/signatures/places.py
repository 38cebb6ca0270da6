"""Where things stand in a PDF that is about to be signed: pages, named destinations, fields."""

import io
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError

from tinhso.foundation.files import api as files
from tinhso.foundation.files.errors import UploadRefused
from tinhso.services.signatures.domain.stamps import millimetres
from tinhso.services.signatures.errors import NotSignable

# pyHanko's IncrementalPdfFileWriter, whose methods carry no types.
Writer = Any

PERSON_PLACE = "ky-nguoi"
_DAMAGED = (PdfError, KeyError, ValueError, OSError)
# In the clear in every signed PDF: what a signature covers is found by it.
_SIGNATURE = b"/ByteRange"


@dataclass(frozen=True)
class Place:
    """The middle of the top edge of the signer's place, in page coordinates."""

    page: int
    x: float
    top: float
    page_width: float


def open_for_signing(pdf: bytes) -> Writer:
    """Raises NotSignable for what is no PDF, is encrypted or damaged.

    Scanners write files that every viewer opens and that are not quite right: before its first signature such a file is
    written anew. What bears one already stays as it is.
    """
    try:
        return _opened(pdf)
    except _DAMAGED as damaged:
        if _SIGNATURE in pdf:
            raise NotSignable("Tệp không phải là PDF ký được.") from damaged
    try:
        return _opened(files.rewrite_pdf(content=pdf, name="pdf"))
    except (UploadRefused, *_DAMAGED) as damaged:
        raise NotSignable("Tệp không phải là PDF ký được.") from damaged


def _opened(pdf: bytes) -> Writer:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=True)
    if writer.prev.encrypted:
        raise NotSignable("Tệp PDF có mật khẩu, không ký được.")
    _ = writer.root["/Pages"]
    return writer


def find_place(writer: Writer) -> Place:
    """The named destination of the signer's block; without one, the lower right of the last page."""
    found = destination(writer, PERSON_PLACE)
    if found is not None:
        return found
    last = int(writer.root["/Pages"]["/Count"]) - 1
    wide, _ = page_size(writer, last)
    return Place(page=last, x=wide * 0.72, top=millimetres(60), page_width=wide)


def child(parent: Any, key: str) -> Any:
    """The value behind a key, references followed; None when there is none."""
    return parent[key] if isinstance(parent, generic.DictionaryObject) and key in parent else None


def items(array: Any) -> list[Any]:
    """The members of an array, references followed."""
    return [_followed(item) for item in array or ()]


def _followed(item: Any) -> Any:
    return item.get_object() if hasattr(item, "get_object") else item


def page_size(writer: Writer, number: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    page_ref, _ = writer.find_page_for_modification(number)
    node = page_ref.get_object()
    while "/MediaBox" not in node:
        node = node["/Parent"]
    box = node["/MediaBox"]
    return float(box[2]) - float(box[0]), float(box[3]) - float(box[1])


def destination(writer: Writer, name: str) -> Place | None:
    """Where a named destination of the PDF points; None when it has no such name."""
    pairs = list(child(child(child(writer.root, "/Names"), "/Dests"), "/Names") or ())
    for label, target in zip(pairs[::2], pairs[1::2], strict=False):
        if str(label) != name:
            continue
        where = _followed(target)
        where = where["/D"] if isinstance(where, generic.DictionaryObject) else where
        number = _page_number(writer, where.raw_get(0))
        if number is not None:
            wide, _ = page_size(writer, number)
            return Place(page=number, x=float(where[2]), top=float(where[3]), page_width=wide)
    return None


def _page_number(writer: Writer, target: Any) -> int | None:
    for number in range(int(writer.root["/Pages"]["/Count"])):
        page_ref, _ = writer.find_page_for_modification(number)
        if page_ref.reference == getattr(target, "reference", None):
            return number
    return None
