"""For tests of any module: synthetic photos and PDFs to upload, honest and not."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import NoReturn
from unittest.mock import patch

import pikepdf
import pillow_heif
from PIL import Image

from tinhso.foundation.files.adapters.demo import EICAR, DemoScanner
from tinhso.foundation.files.adapters.storage import blobs
from tinhso.foundation.files.errors import ScanUnavailable

VIRUS = EICAR
LAT_LONG = {1: "N", 2: (10.0, 15.0, 0.0), 3: "E", 4: (105.0, 58.0, 0.0)}


def lose(sha256: str) -> None:
    """The store has these bytes no more, while every row about them stands: a disk that failed."""
    blobs.remove(sha256)


def photo(size: tuple[int, int] = (400, 300), *, form: str = "JPEG", orientation: int = 1, gps: bool = False) -> bytes:
    """A photo with a red top-left quarter on blue, turned by its EXIF mark."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "MAYCHUP"
    if gps:
        exif.get_ifd(0x8825).update(LAT_LONG)
    out = BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(image).save(out, quality=60)
    else:
        image.save(out, form, exif=exif.tobytes())
    return out.getvalue()


def pdf(pages: int = 1, *, change: object = None, encryption: pikepdf.Encryption | None = None) -> bytes:
    """A PDF of empty pages; `change` gets the open document."""
    out = BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        if callable(change):
            change(document)
        document.save(out, encryption=encryption or False)
    return out.getvalue()


def pdf_bomb(megabytes: int = 500) -> bytes:
    """A PDF with one stream that unfolds to that many megabytes."""
    deflater = zlib.compressobj(9)
    parts = [deflater.compress(bytes(1 << 20)) for _ in range(megabytes)]
    packed = b"".join(parts) + deflater.flush()
    return (
        b"%PDF-1.5\n1 0 obj<</Type/ObjStm/Filter/FlateDecode/Length "
        + str(len(packed)).encode()
        + (b">>\nstream\n" + packed + b"\nendstream endobj\ntrailer<<>>\n%%EOF")
    )


def png_bomb(side: int = 60_000) -> bytes:
    """A small PNG that claims side × side points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@contextmanager
def scanner_down(words: str = "Máy quét không trả lời.") -> Iterator[None]:
    """The virus scanner does not answer inside the block."""

    def silent(*_: object) -> NoReturn:
        raise ScanUnavailable(words)

    with patch.object(DemoScanner, "scan", silent):
        yield
