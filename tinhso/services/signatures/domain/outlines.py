"""Text as filled outlines in PDF operators: a stamp then needs no font, and looks the same everywhere."""

import math
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

FOLDERS = (Path("/usr/share/fonts/truetype/croscore"), Path("/usr/share/fonts/croscore"))
_VERBS = {"moveTo": "m", "lineTo": "l", "curveTo": "c"}


class FontMissing(OSError):
    """Tinos is not on this machine."""


def _operators(recorded: list[tuple[str, tuple[Any, ...]]]) -> str:
    """PDF path operators of a recorded glyph; TrueType's quadratic curves become cubic ones."""
    parts: list[str] = []
    here = (0.0, 0.0)
    for verb, points in recorded:
        if verb == "qCurveTo":
            for control, end in decomposeQuadraticSegment(points):
                first = _between(here, control)
                second = _between(end, control)
                parts.append(f"{_xy(first)} {_xy(second)} {_xy(end)} c")
                here = end
        elif verb == "closePath":
            parts.append("h")
        else:
            parts.append(f"{' '.join(_xy(point) for point in points)} {_VERBS[verb]}")
            here = points[-1]
    return " ".join(parts)


def _between(end: tuple[float, float], control: tuple[float, float]) -> tuple[float, float]:
    return end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3


def _xy(point: tuple[float, float]) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"


@cache
def _font(style: str) -> tuple[Any, Any, int]:
    for folder in FOLDERS:
        path = folder / f"Tinos-{style}.ttf"
        if path.is_file():
            font = TTFont(path, lazy=True)
            return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
    raise FontMissing(f"Tinos-{style}.ttf: apt install fonts-croscore")


@cache
def _glyph(style: str, letter: str) -> tuple[str, float]:
    """Operators of one glyph and its advance, both in font units; an unknown letter is drawn as a space."""
    glyphs, cmap, _ = _font(style)
    name = cmap.get(ord(letter)) or cmap[ord(" ")]
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return _operators(pen.value), float(glyphs[name].width)


def width(text: str, *, size: float, style: str = "Regular") -> float:
    """Advance of the text in points."""
    units = _font(style)[2]
    return sum(_glyph(style, letter)[1] for letter in text) * size / units


def fitted(text: str, *, size: float, room: float, style: str = "Regular") -> float:
    """The size, at most `size`, at which the text fits into `room` points."""
    needed = width(text, size=size, style=style)
    return size if needed <= room else size * room / needed


def line(text: str, *, x: float, y: float, size: float, style: str = "Regular") -> str:
    """Operators that fill the text from (x, y) rightwards."""
    units = _font(style)[2]
    scale = size / units
    drawn = []
    for letter in text:
        operators, advance = _glyph(style, letter)
        if operators:
            drawn.append(f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f} cm {operators} f Q")
        x += advance * scale
    return "\n".join(drawn)


def arc(text: str, *, radius: float, centre: float, size: float, style: str = "Regular", below: bool = False) -> str:
    """Operators that fill the text along a circle around (centre, centre): over the top, or under the bottom."""
    units = _font(style)[2]
    scale = size / units
    step = 1 if below else -1
    middle = -math.pi / 2 if below else math.pi / 2
    angle = middle - step * width(text, size=size, style=style) / radius / 2
    drawn = []
    for letter in text:
        operators, advance = _glyph(style, letter)
        half = advance * scale / radius / 2
        angle += step * half
        turn = angle + math.pi / 2 if below else angle - math.pi / 2
        cos, sin = math.cos(turn), math.sin(turn)
        x = centre + radius * math.cos(angle) - cos * advance * scale / 2
        y = centre + radius * math.sin(angle) - sin * advance * scale / 2
        if operators:
            matrix = f"{scale * cos:.5f} {scale * sin:.5f} {-scale * sin:.5f} {scale * cos:.5f} {x:.2f} {y:.2f} cm"
            drawn.append(f"q {matrix} {operators} f Q")
        angle += step * half
    return "\n".join(drawn)
