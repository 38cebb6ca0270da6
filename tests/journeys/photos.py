"""Pictures as phones make them."""

import io

import pillow_heif
from PIL import Image, ImageDraw


def picture(words: str) -> Image.Image:
    image = Image.new("RGB", (1200, 1600), "white")
    ImageDraw.Draw(image).text((120, 160), words, fill="black")
    return image


def png(words: str) -> bytes:
    out = io.BytesIO()
    picture(words).save(out, "PNG")
    return out.getvalue()


def heic(words: str) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture(words)).save(out, quality=60)
    return out.getvalue()


def large_jpeg() -> bytes:
    """Twelve megapixels that do not compress well, as a phone's camera gives them."""
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def pdf(words: str) -> bytes:
    """A paper as an office's scanner gives it."""
    out = io.BytesIO()
    picture(words).save(out, "PDF")
    return out.getvalue()
