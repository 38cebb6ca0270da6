"""What bytes are, by their own marks; and what must not hide in them."""

import re

from tinhso.foundation.files.types import PDF, UploadKind
from tinhso.kernel.text import clean

HEIC = "image/heic"
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_EXECUTABLES = {b"MZ": "tệp chương trình Windows", b"\x7fELF": "tệp chương trình Linux", b"#!": "tệp lệnh",
                b"\xca\xfe\xba\xbe": "tệp chương trình", b"\xcf\xfa\xed\xfe": "tệp chương trình macOS"}  # fmt: skip
_OTHERS = {b"PK\x03\x04": "tệp nén hoặc tệp Word/Excel", b"PK\x05\x06": "tệp nén", b"Rar!": "tệp nén RAR",
           b"7z\xbc\xaf": "tệp nén 7z", b"\x1f\x8b": "tệp nén gzip", b"BZh": "tệp nén", b"\xfd7zXZ": "tệp nén",
           b"\xd0\xcf\x11\xe0": "tệp Word/Excel đời cũ", b"GIF8": "ảnh động GIF", b"BM": "ảnh BMP",
           b"II*\x00": "ảnh TIFF", b"MM\x00*": "ảnh TIFF", b"{\\rtf": "tệp RTF"}  # fmt: skip
_MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|script|svg|\?xml|\?php)", re.IGNORECASE)
_SCRIPT = re.compile(rb"<(?:script|html|svg|\?php)[\s>]", re.IGNORECASE)
_EOCD_SIZE = 22


def media_type_of(head: bytes) -> str | None:
    """The media type of an upload we can take, from its first bytes; None for everything else."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    return None


def kind_of(media_type: str) -> UploadKind:
    return UploadKind.PDF if media_type == PDF else UploadKind.PHOTO


def what_it_is(head: bytes) -> str:
    """Vietnamese words for bytes that we do not take."""
    for marks in (_EXECUTABLES, _OTHERS):
        for mark, words in marks.items():
            if head.startswith(mark):
                return words
    if _MARKUP.match(head):
        return "trang web hoặc tệp XML"
    if b"%PDF-" in head[:1024]:
        return "tệp có dữ liệu lạ đứng trước phần PDF"
    return "loại tệp không nhận ra"


def is_polyglot(content: bytes, media_type: str) -> bool:
    """Whether the bytes can also be opened as something else: an archive at the end, a PDF or a page inside a photo."""
    if _has_archive_end(content):
        return True
    if media_type == PDF:
        end = content.rfind(b"%%EOF")
        after = content[end + 5 :].strip() if end >= 0 else b""
        return any(after.startswith(mark) for mark in (*_EXECUTABLES, *_OTHERS)) or bool(_SCRIPT.search(after))
    head = content[:1024]
    return b"%PDF-" in head or bool(_SCRIPT.search(head))


def _has_archive_end(content: bytes) -> bool:
    """A ZIP's end record whose comment reaches exactly the end of the file."""
    tail = content[-(65535 + _EOCD_SIZE) :]
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if len(tail) - at >= _EOCD_SIZE and len(tail) - at - _EOCD_SIZE == comment:
            return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def clean_name(name: str, media_type: str = "") -> str:
    """The file's name for people: no folders, no hidden characters, at most 120; the ending agrees with the content."""
    last = clean(name.replace("\\", "/").rpartition("/")[2])
    safe = _UNSAFE.sub("", last).strip(" .") or "tep"
    stem, dot, ending = safe.rpartition(".")
    if not dot:
        stem, ending = safe, ""
    right = _ENDINGS.get(media_type)
    if right and ending.lower() not in right:
        stem, ending = (safe if len(ending) > 5 else stem or safe), right[0]
    return f"{stem[:110]}.{ending[:8]}" if ending else stem[:120]


_ENDINGS = {
    PDF: ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    HEIC: ("heic", "heif"),
}
