"""A .docx as a stranger's bytes: what may be inside it, and its parts once that is known."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

MOST_BYTES = 5 * 1024 * 1024
MOST_UNFOLDED = 20 * 1024 * 1024
MOST_PARTS = 200
MOST_RATIO = 200
DOCUMENT, NUMBERING = "word/document.xml", "word/numbering.xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NAME = re.compile(r"(?!/)(?!.*\.\.)[\w\-./\[\]]{1,120}", re.ASCII)
_RELATIONS = frozenset({
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "styles", "stylesWithEffects", "settings",
    "webSettings", "fontTable", "theme", "numbering", "footnotes", "endnotes", "header", "footer", "thumbnail", "comments",
    "commentsExtended", "commentsIds", "commentsExtensible", "people", "customXml", "customXmlProps",
})  # fmt: skip
_REFUSED_RELATIONS = {
    "attachedTemplate": "một mẫu đính kèm từ bên ngoài",
    "vbaProject": "macro",
    "oleObject": "một tệp nhúng",
    "package": "một tệp nhúng",
    "control": "một điều khiển ActiveX",
    "aFChunk": "một văn bản khác nhúng vào",
    "subDocument": "một văn bản con",
    "frame": "một khung từ bên ngoài",
    "image": "hình ảnh",
    "hyperlink": "liên kết",
}
# Also in a file that is only downloaded.
_RUNS = frozenset(_REFUSED_RELATIONS) - {"image", "hyperlink"}
_TYPE = re.compile(r'Type="([^"]+)"')
_EXTERNAL = re.compile(r"TargetMode\s*=\s*[\"']External")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


# What zipfile lets out for bytes that are no archive, or one that lies about itself.
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, RuntimeError,
    ValueError, OverflowError, IndexError,
)  # fmt: skip


class DocxRefused(ValueError):
    """Why these bytes are not taken: a Vietnamese clause."""


def open_parts(content: bytes) -> Mapping[str, str]:
    """The XML parts by name, of a .docx that holds nothing but a letter. Raises DocxRefused."""
    parts = _opened(content)
    _check_relations(parts)
    _check_margins(parts)
    return parts


def check_harmless(content: bytes) -> None:
    """A .docx that people download to fill in: pictures, links, head and foot are its own; nothing in it runs, is fetched
    or lies embedded. Raises DocxRefused.
    """
    for name, text in _opened(content).items():
        for relation in _RELATION.findall(text) if name.endswith(".rels") else ():
            kind = _kind_of(relation)
            if kind in _RUNS or (kind != "hyperlink" and _EXTERNAL.search(relation)):
                raise DocxRefused(f"tệp chứa {_REFUSED_RELATIONS.get(kind, 'một phần lấy từ bên ngoài')}")


def _opened(content: bytes) -> Mapping[str, str]:
    if not content.startswith(b"PK\x03\x04"):
        raise DocxRefused("đây không phải tệp Word (.docx)")
    if len(content) > MOST_BYTES:
        raise DocxRefused("tệp lớn hơn 5 MB")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = dict(_unfolded(archive))
    except DocxRefused:
        raise
    except _BROKEN as broken:
        raise DocxRefused("tệp Word này hỏng hoặc có mật khẩu") from broken
    _check_types(parts)
    return parts


def _unfolded(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    entries = archive.infolist()
    names = [one.filename for one in entries if not one.is_dir()]
    if len(entries) > MOST_PARTS or len(set(names)) != len(names):
        raise DocxRefused("tệp có quá nhiều phần hoặc phần trùng tên")
    left = MOST_UNFOLDED
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.flag_bits & 0x1:
            raise DocxRefused("tệp có mật khẩu")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocxRefused("tệp nén theo cách lạ")
        _check_name(entry.filename)
        if entry.file_size > left or entry.file_size > MOST_RATIO * max(entry.compress_size, 1024):
            raise DocxRefused("tệp bung ra quá lớn")
        with archive.open(entry) as opened:
            raw = opened.read(left + 1)
        left -= len(raw)
        if left < 0:
            raise DocxRefused("tệp bung ra quá lớn")
        if entry.filename.endswith((".xml", ".rels")):
            yield entry.filename, _as_text(raw)


def _check_name(name: str) -> None:
    lower = name.lower()
    if "vba" in lower or lower.endswith((".bin", ".exe", ".js", ".vbs")):
        raise DocxRefused("tệp chứa macro hoặc mã chạy được")
    if "embeddings/" in lower or "activex" in lower:
        raise DocxRefused("tệp chứa một tệp nhúng")
    if not _NAME.fullmatch(name) or not lower.endswith((".xml", ".rels", ".jpeg", ".jpg", ".png", ".emf", ".wmf")):
        raise DocxRefused("tệp chứa một phần lạ")


def _as_text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocxRefused("tệp có phần không phải UTF-8") from None
    # Entities are the bombs of XML, and no Word file needs them.
    if "<!" in text.replace("<!--", "") or "\x00" in text:
        raise DocxRefused("tệp có khai báo XML lạ")
    return text


def _check_types(parts: Mapping[str, str]) -> None:
    types = parts.get("[Content_Types].xml", "")
    if "macroEnabled" in types or "vba" in types.lower():
        raise DocxRefused("tệp chứa macro")
    if _MAIN not in types or DOCUMENT not in parts:
        raise DocxRefused("đây không phải văn bản Word (.docx)")


def _check_relations(parts: Mapping[str, str]) -> None:
    for name, text in parts.items():
        if not name.endswith(".rels"):
            continue
        for relation in _RELATION.findall(text):
            kind = _kind_of(relation)
            if _EXTERNAL.search(relation):
                raise DocxRefused("tệp chứa liên kết ra bên ngoài")
            if kind not in _RELATIONS and (kind in _REFUSED_RELATIONS or name == "word/_rels/document.xml.rels"):
                raise DocxRefused(f"tệp chứa {_REFUSED_RELATIONS.get(kind, 'một phần lạ')}")


def _kind_of(relation: str) -> str:
    found = _TYPE.search(relation)
    return found.group(1).rstrip("/").rsplit("/", 1)[-1] if found else ""


def _check_margins(parts: Mapping[str, str]) -> None:
    """Head, foot and number of pages are the layout's; words there would be lost, so they are refused."""
    for name, text in parts.items():
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name) and any(words.strip() for words in _TEXT.findall(text)):
            raise DocxRefused("văn bản có chữ ở đầu trang hoặc chân trang; quốc hiệu và số trang do hệ thống in")
