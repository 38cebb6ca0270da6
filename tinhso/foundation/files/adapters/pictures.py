"""Pillow and pillow-heif, and nothing else, open a stranger's photo; out come upright RGB JPEGs without metadata."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import pillow_heif
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from tinhso.foundation.files.adapters.pdf import Picture

MAX_PIXELS = 64_000_000
MAX_SIDE = 12_000
MIN_SIDE = 16
# 200 dots an inch on A4: small print stays readable, one photo stays well below a megabyte.
PAGE_SIDE = 2340
QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError, EOFError, TypeError, KeyError,
           OverflowError, MemoryError)  # fmt: skip

pillow_heif.register_heif_opener(thumbnails=False)


class PictureRefused(ValueError):
    """Why a photo is not taken, as the end of a Vietnamese sentence."""


def measure(content: bytes) -> tuple[int, int]:
    """Width and height from the header alone. Raises PictureRefused for a bomb or a broken file."""
    with _open(content) as image:
        return image.size


def _open(content: bytes) -> Image.Image:
    # WeasyPrint turns this on for the whole process: what of a photo did not arrive would be a black page, and accepted.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("ảnh có kích thước quá lớn") from None
    except _BROKEN:
        raise PictureRefused("là ảnh hỏng, không mở được; hãy chụp lại") from None
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise PictureRefused(
            f"ảnh có kích thước quá lớn ({width} × {height} điểm); nhiều nhất {MAX_PIXELS // 1_000_000} triệu điểm"
        )
    if min(width, height) < MIN_SIDE:
        raise PictureRefused("ảnh quá nhỏ, không đọc được; hãy chụp lại")
    return image


def as_page(content: bytes) -> Picture:
    """The photo upright, on white, at most 200 dots an inch on A4, with neither place nor camera in it."""
    with _open(content) as image:
        try:
            image.draft("RGB", (PAGE_SIDE, PAGE_SIDE))
            image.load()
            small = _shrunk(image)
            upright = ImageOps.exif_transpose(small)
            flat = _on_white(upright)
            out = BytesIO()
            flat.save(out, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
        except _BROKEN:
            raise PictureRefused("là ảnh hỏng, không mở được; hãy chụp lại") from None
    return Picture(out.getvalue(), *flat.size)


def _shrunk(image: Image.Image) -> Image.Image:
    if max(image.size) <= PAGE_SIDE:
        return image
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if _has_alpha(image) else "RGB")
    image.thumbnail((PAGE_SIDE, PAGE_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info


def _on_white(image: Image.Image) -> Image.Image:
    if not _has_alpha(image):
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    white = Image.new("RGB", rgba.size, "white")
    white.paste(rgba, mask=rgba.getchannel("A"))
    return white


def as_pages(contents: Iterable[bytes]) -> Iterator[Picture]:
    """Each photo as a page, one decoded at a time."""
    for content in contents:
        yield as_page(content)
