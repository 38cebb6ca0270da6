"""Number and date left open while a person signs, filled in by the clerk before the agency seals.

Both are text fields of the PDF, made before the first signature at the named destinations of the same names: filling a field
is the one change that a signature on a PDF allows afterwards, and the seal locks them.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec

from tinhso.services.signatures import places
from tinhso.services.signatures.domain import outlines
from tinhso.services.signatures.domain.stamps import millimetres
from tinhso.services.signatures.errors import NotSignable

# pyHanko's writers and PDF objects carry no types.
Writer = Any
Dictionary = Any
_pdf: Any = generic

NUMBER, DATE = "so-van-ban", "ngay-van-ban"
_WIDE = {NUMBER: millimetres(30), DATE: millimetres(46)}
_HIGH = millimetres(5.5)
_SIZE = 13.0
_STYLE = {NUMBER: "Regular", DATE: "Italic"}
# Where they go on a paper without these destinations (a scan of what was signed by hand): the upper left corner.
_CORNER = {NUMBER: (millimetres(20), millimetres(12)), DATE: (millimetres(55), millimetres(12))}


@dataclass(frozen=True)
class Filled:
    """What stands in the fields: "" where they are still open; None of it where a paper has no such fields."""

    number: str
    date: str


def reserve(pdf: bytes) -> bytes:
    """The PDF with an open field for its number and one for its date. Raises NotSignable for what is no PDF."""
    writer = places.open_for_signing(pdf)
    if _fields(writer.root):
        raise NotSignable("Tệp đã có ô điền hoặc chữ ký, không thêm chỗ cấp số được.")
    made = _pdf.ArrayObject()
    for name in (NUMBER, DATE):
        page, left, top = _place(writer, name)
        page_ref, _ = writer.find_page_for_modification(page)
        box = [round(edge, 2) for edge in (left, top - _HIGH, left + _WIDE[name], top)]
        widget = _pdf.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): pdf_string(name),
                pdf_name("/Rect"): _pdf.ArrayObject([_pdf.FloatObject(edge) for edge in box]),
                # Printed, and not to be typed into by whoever opens the file.
                pdf_name("/F"): _pdf.NumberObject(4),
                pdf_name("/Ff"): _pdf.NumberObject(1),
                pdf_name("/P"): page_ref,
                pdf_name("/V"): pdf_string(""),
                pdf_name("/AP"): _pdf.DictionaryObject({pdf_name("/N"): _appearance(writer, name, "")}),
            }
        )
        reference = writer.add_object(widget)
        writer.register_annotation(page_ref, reference)
        made.append(reference)
    form = _pdf.DictionaryObject({pdf_name("/Fields"): made})
    writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
    writer.update_root()
    return _written(writer)


def fill(writer: Writer, values: Mapping[str, str]) -> FieldMDPSpec:
    """Write number and date into the open fields; gives back the lock that the seal puts on them.

    Raises NotSignable where there is no such field, or one is filled already: a number is given once.
    """
    there = _fields(writer.root)
    for name, text in values.items():
        field = there.get(name)
        if field is None or str(field.get("/V", "")):
            raise NotSignable("Văn bản này không còn chỗ trống để cấp số.")
        field[pdf_name("/V")] = pdf_string(text)
        field[pdf_name("/AP")] = _pdf.DictionaryObject({pdf_name("/N"): _appearance(writer, name, text)})
        writer.update_container(field)
    return FieldMDPSpec(FieldMDPAction.INCLUDE, fields=list(values))


def read(reader: PdfHandler) -> Filled | None:
    """What the fields say in this file, or in an earlier revision of it; None where it has none."""
    there = _fields(reader.root)
    if NUMBER not in there:
        return None
    return Filled(number=_said(there[NUMBER]), date=_said(there[DATE]) if DATE in there else "")


def is_reserved(pdf: bytes) -> bool:
    """Whether the file waits for a number: it has the field and nothing in it."""
    found = read(PdfFileReader(io.BytesIO(pdf), strict=True))
    return found is not None and not found.number


def _said(field: Dictionary) -> str:
    return str(field.get("/V", ""))


def _fields(root: Dictionary) -> dict[str, Dictionary]:
    found = places.items(places.child(places.child(root, "/AcroForm"), "/Fields"))
    return {str(field["/T"]): field for field in found if "/T" in field}


def _place(writer: Writer, name: str) -> tuple[int, float, float]:
    found = places.destination(writer, name)
    if found is not None:
        return found.page, found.x, found.top
    _, high = places.page_size(writer, 0)
    left, down = _CORNER[name]
    return 0, left, high - down


def _appearance(writer: Writer, name: str, text: str) -> Any:
    wide = _WIDE[name]
    size = outlines.fitted(text, size=_SIZE, room=wide, style=_STYLE[name]) if text else _SIZE
    drawn = outlines.line(text, x=0, y=_HIGH * 0.25, size=size, style=_STYLE[name]) if text else ""
    stream = _pdf.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _pdf.ArrayObject([_pdf.FloatObject(edge) for edge in (0, 0, wide, _HIGH)]),
            pdf_name("/Resources"): _pdf.DictionaryObject(),
        },
        stream_data=drawn.encode("ascii"),
    )
    return writer.add_object(stream)


def _written(writer: Writer) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
