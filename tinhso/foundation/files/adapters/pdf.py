"""pikepdf, and nothing else, opens a stranger's PDF; it also binds pictures into one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

from tinhso.foundation.files.domain.inflating import (
    MEGABYTE,
    PICTURE_LIMIT,
    STREAM_LIMIT,
    unfolded_size,
    unfolds_too_far,
)

MAX_PAGES = 300
MAX_OBJECTS = 200_000
MAX_PICTURE_PIXELS = 150_000_000
MAX_SIDE_POINTS = 14_400
_A4 = (595.28, 841.89)
_MARGIN = 14.0
_FORBIDDEN = {
    "/JavaScript": "có mã JavaScript bên trong",
    "/JS": "có mã JavaScript bên trong",
    "/Launch": "có lệnh mở chương trình khác",
    "/EmbeddedFile": "có tệp khác đính kèm bên trong",
    "/EmbeddedFiles": "có tệp khác đính kèm bên trong",
    "/RichMedia": "có nội dung phim ảnh tương tác",
    "/XFA": "là biểu mẫu động XFA, nhiều máy không đọc được",
    "/ImportData": "có lệnh nhập dữ liệu",
    "/SubmitForm": "có lệnh tự gửi dữ liệu",
}


_TOO_FAR = "dữ liệu nén bên trong quá lớn, có thể làm treo máy; hãy in lại thành PDF hoặc chụp lại"


class PdfRefused(ValueError):
    """Why a PDF is not taken, as the end of a Vietnamese sentence."""


@dataclass(frozen=True)
class PdfFacts:
    pages: int


def inspect_pdf(content: bytes) -> PdfFacts:
    """The number of pages. Raises PdfRefused for what is broken, locked, alive or a bomb."""
    if unfolds_too_far(content):
        raise PdfRefused(_TOO_FAR)
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise PdfRefused("đang bị khóa bằng mật khẩu; hãy bỏ mật khẩu rồi tải lên lại")
            pages = len(pdf.pages)
            if not pages:
                raise PdfRefused("không có trang nào")
            if pages > MAX_PAGES:
                raise PdfRefused(f"có {pages} trang, nhiều nhất được {MAX_PAGES} trang")
            if len(pdf.objects) > MAX_OBJECTS:
                raise PdfRefused("có cấu trúc quá phức tạp")
            _inspect_objects(pdf)
            _inspect_sizes(pdf)
            _inspect_streams(pdf, pages)
            return PdfFacts(pages)
    except PdfRefused:
        raise
    except pikepdf.PasswordError:
        raise PdfRefused("đang bị khóa bằng mật khẩu; hãy bỏ mật khẩu rồi tải lên lại") from None
    except (
        pikepdf.PdfError,
        RuntimeError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        raise PdfRefused("là PDF hỏng, không mở được; hãy lưu hoặc chụp lại") from None


def rewritten(content: bytes) -> bytes:
    """The same objects in a file without the small faults that careless programs leave in its tables.

    Raises PdfRefused for what is locked, or so broken that something would have to be guessed.
    """
    target = BytesIO()
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise PdfRefused("đang bị khóa bằng mật khẩu; hãy bỏ mật khẩu rồi tải lên lại")
            pdf.save(target)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        raise PdfRefused("là PDF hỏng, không mở được; hãy lưu hoặc chụp lại") from None
    return target.getvalue()


def _inspect_objects(pdf: Any) -> None:
    for thing in pdf.objects:
        for dictionary in _dictionaries(thing, 0):
            _inspect_dictionary(dictionary)


def _inspect_dictionary(dictionary: Any) -> None:
    for key, _ in dictionary.items():
        if key in _FORBIDDEN:
            raise PdfRefused(_FORBIDDEN[key])
    for key in ("/S", "/Type", "/Subtype"):
        value = dictionary.get(key)
        if isinstance(value, pikepdf.Name) and str(value) in _FORBIDDEN:
            raise PdfRefused(_FORBIDDEN[str(value)])
    if dictionary.get("/Subtype") == "/Image":
        width, height = int(dictionary.get("/Width", 0)), int(dictionary.get("/Height", 0))
        if width * height > MAX_PICTURE_PIXELS:
            raise PdfRefused(f"có ảnh quá lớn bên trong ({width} × {height} điểm)")


def _dictionaries(thing: Any, depth: int) -> Iterator[Any]:
    """The object's own dictionaries: nested ones too, indirect ones not (they come by themselves)."""
    if depth > 20:
        raise PdfRefused("có cấu trúc quá phức tạp")
    if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        holder = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        yield holder
        children: Iterable[Any] = holder.values()
    elif isinstance(thing, pikepdf.Array):
        children = thing
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth + 1)


def _inspect_sizes(pdf: Any) -> None:
    for page in pdf.pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        if not (0 < abs(right - left) <= MAX_SIDE_POINTS and 0 < abs(top - bottom) <= MAX_SIDE_POINTS):
            raise PdfRefused("có trang kích thước bất thường")


def _inspect_streams(pdf: Any, pages: int) -> None:
    """What each stream becomes, and all of them: as much as scanned pages of that number need, and no more."""
    total = 0
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        named = thing.get("/Filter", ())
        filters = [str(one)[1:] for one in ([named] if isinstance(named, pikepdf.Name) else named)]
        limit = _limit_of(thing)
        size = unfolded_size(thing.read_raw_bytes(), filters, limit, late_lzw=_widens_late(thing))
        total += size
        if size > limit:
            raise PdfRefused(f"{_TOO_FAR} (một phần bung ra hơn {limit / MEGABYTE:.0f} MB)")
        if total > PICTURE_LIMIT * pages:
            raise PdfRefused(f"{_TOO_FAR} ({pages} trang bung ra hơn {PICTURE_LIMIT * pages // MEGABYTE} MB)")


def _widens_late(stream: Any) -> bool:
    given = stream.get("/DecodeParms", ())
    parts = [given] if isinstance(given, pikepdf.Dictionary) else given
    return any(isinstance(one, pikepdf.Dictionary) and one.get("/EarlyChange", 1) == 0 for one in parts)


def _limit_of(stream: Any) -> int:
    """A picture may be as large as it says (at most four colours of 16 bits a point), everything else is small."""
    if stream.get("/Subtype") != "/Image":
        return STREAM_LIMIT
    points = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    return min(PICTURE_LIMIT, points * 8 + MEGABYTE)


@dataclass(frozen=True)
class Picture:
    """A baseline JPEG to be one page."""

    jpeg: bytes
    width: int
    height: int


def bind_pictures(pictures: Iterable[Picture]) -> bytes:
    """One A4 page a picture, upright or lying as the picture is; pictures are taken one by one, never all in
    memory decoded.
    """
    out = BytesIO()
    with pikepdf.new() as pdf:
        for picture in pictures:
            _add_page(pdf, picture)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add_page(pdf: Any, picture: Picture) -> None:
    width, height = _A4 if picture.height >= picture.width else _A4[::-1]
    scale = min((width - 2 * _MARGIN) / picture.width, (height - 2 * _MARGIN) / picture.height)
    drawn_w, drawn_h = picture.width * scale, picture.height * scale
    left, bottom = (width - drawn_w) / 2, (height - drawn_h) / 2
    image = pdf.make_stream(
        picture.jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image))
    page.Contents = pdf.make_stream(f"q {drawn_w:.2f} 0 0 {drawn_h:.2f} {left:.2f} {bottom:.2f} cm /P Do Q".encode())


_PAINTS = {
    "Tj", "TJ", "'", '"', "Do", "INLINE IMAGE", "sh", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*",
}  # fmt: skip


def empty_pages(content: bytes) -> list[bool]:
    """For each page of a PDF that was inspected before: whether nothing is painted on it."""
    with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
        return [
            not any(str(one.operator) in _PAINTS for one in pikepdf.parse_content_stream(page)) for page in pdf.pages
        ]


def split_pdf(content: bytes, groups: Iterable[Iterable[int]]) -> Iterator[bytes]:
    """A PDF of its own for each group of page numbers (from 0), of a PDF that was inspected before."""
    with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
        for group in groups:
            part, kept = pikepdf.new(), BytesIO()
            for number in group:
                part.pages.append(pdf.pages[number])
            part.save(kept)
            yield kept.getvalue()
