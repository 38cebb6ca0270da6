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
