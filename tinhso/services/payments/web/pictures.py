"""QR pictures."""

import io

import segno
from django.utils.safestring import SafeString


def qr_picture(text: str) -> SafeString:
    """Inline SVG of a QR, level M: read from a screen by a telephone at arm's length. The picture is made of squares only."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True, nl=False
    )
    return SafeString(out.getvalue().decode())
