"""What signatures look like on the page (NĐ 30/2020, Phụ lục I): the person's in blue, the agency's seal in red.

There is no picture of a handwritten signature or of a real seal here: the stamp says in words who signed, and a
test certificate is marked so across the stamp.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tinhso.kernel.clock import local
from tinhso.services.signatures.domain import outlines

BLUE, RED = "0.05 0.16 0.55", "0.80 0.05 0.10"
_TEST_WORDS = "CHỮ KÝ THỬ NGHIỆM (TEST)"
_MM = 72 / 25.4


@dataclass(frozen=True)
class Stamp:
    """Drawing of `width` × `height` points."""

    width: float
    height: float
    operators: bytes


def person(*, name: str, title: str, at: datetime, is_test: bool, room: tuple[float, float]) -> Stamp:
    """Blue frame: who, in what office, when (ISO 8601 with the province's offset), test or not."""
    wide, high = room
    rows = [f"Ký bởi: {name}"]
    if title:
        rows.append(f"Chức vụ: {title}")
    rows.append(f"Thời gian ký: {local(at).isoformat(timespec='seconds')}")
    if is_test:
        rows.append(_TEST_WORDS)
    pitch = (high - 5) / len(rows)
    drawn = [f"q {BLUE} rg {BLUE} RG 0.7 w 0.5 0.5 {wide - 1:.2f} {high - 1:.2f} re S"]
    for index, text in enumerate(rows):
        style = "Bold" if index == 0 or text == _TEST_WORDS else "Regular"
        size = outlines.fitted(text, size=min(9.0, pitch * 0.8), room=wide - 8, style=style)
        y = high - 2.5 - pitch * (index + 1) + (pitch - size) / 2 + size * 0.22
        x = (wide - outlines.width(text, size=size, style=style)) / 2
        drawn.append(outlines.line(text, x=x, y=y, size=size, style=style))
    drawn.append("Q")
    return Stamp(wide, high, "\n".join(drawn).encode("ascii"))


@lru_cache(maxsize=256)
def seal(*, name: str, is_test: bool, diameter: float) -> Stamp:
    """Red round seal with the agency's name along the rim; no time in it, so it is drawn once an agency."""
    centre = diameter / 2
    outer, inner = centre - 1.2, centre * 0.60
    band = (outer + inner) / 2
    upper = name.upper()
    size = outlines.fitted(upper, size=centre * 0.19, room=band * math.pi * 1.25, style="Bold")
    lower = "THỬ NGHIỆM – TEST" if is_test else "CHỮ KÝ SỐ CỦA CƠ QUAN"
    low_size = outlines.fitted(lower, size=centre * 0.16, room=band * math.pi * 0.62, style="Bold")
    drawn = [
        f"q {RED} rg {RED} RG",
        f"1.5 w {_circle(centre, outer)} S",
        f"0.6 w {_circle(centre, outer - 2.2)} S",
        f"0.6 w {_circle(centre, inner)} S",
        outlines.arc(upper, radius=band - size * 0.32, centre=centre, size=size, style="Bold"),
        outlines.arc(lower, radius=band + low_size * 0.30, centre=centre, size=low_size, style="Bold", below=True),
        _star(centre, inner * 0.52, lift=inner * 0.16 if is_test else 0.0),
    ]
    if is_test:
        for index, text in enumerate(("KHÔNG CÓ", "GIÁ TRỊ PHÁP LÝ")):
            small = outlines.fitted(text, size=centre * 0.13, room=inner * 1.5, style="Bold")
            x = centre - outlines.width(text, size=small, style="Bold") / 2
            y = centre - inner * 0.50 - index * small * 1.15
            drawn.append(outlines.line(text, x=x, y=y, size=small, style="Bold"))
    drawn.append("Q")
    return Stamp(diameter, diameter, "\n".join(drawn).encode("ascii"))


def _circle(centre: float, radius: float) -> str:
    k = 0.5523 * radius
    c, r = centre, radius
    return (
        f"{c + r:.2f} {c:.2f} m {c + r:.2f} {c + k:.2f} {c + k:.2f} {c + r:.2f} {c:.2f} {c + r:.2f} c "
        f"{c - k:.2f} {c + r:.2f} {c - r:.2f} {c + k:.2f} {c - r:.2f} {c:.2f} c "
        f"{c - r:.2f} {c - k:.2f} {c - k:.2f} {c - r:.2f} {c:.2f} {c - r:.2f} c "
        f"{c + k:.2f} {c - r:.2f} {c + r:.2f} {c - k:.2f} {c + r:.2f} {c:.2f} c h"
    )


def _star(centre: float, radius: float, *, lift: float) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi / 2 + corner * math.pi / 5
        points.append(f"{centre + reach * math.cos(angle):.2f} {centre + lift + reach * math.sin(angle):.2f}")
    return f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " h f"


def millimetres(value: float) -> float:
    return value * _MM
