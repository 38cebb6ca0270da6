"""HTML to PDF: the only file that knows WeasyPrint and segno.

WeasyPrint is imported by the first paper: it is a fifth of a process's start, and most processes make none.
"""

import hashlib
import io
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from django.template import Context, Engine

from tinhso.services.papers.types import PaperSize

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

_TEMPLATES = Path(__file__).parent / "templates"

logging.getLogger("fontTools").setLevel(logging.ERROR)


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(_TEMPLATES)],
        autoescape=True,
        builtins=["tinhso.services.papers.filters"],
    )


@cache
def _stylesheets() -> "tuple[CSS, FontConfiguration]":
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return CSS(filename=str(_TEMPLATES / "papers" / "papers.css"), font_config=fonts), fonts


def _refuse_fetch(url: str, *_: object, **__: object) -> Mapping[str, object]:
    """A paper is made of what it was given: no file of this machine and no address is ever opened."""
    from weasyprint.urls import URLFetchingError

    raise URLFetchingError(f"papers open no address: {url[:60]}")


def qr_svg(text: str, *, side_px: int = 0) -> str:
    """Inline SVG of the QR (ISO/IEC 18004, level L: dense data on a small square, printed clean); as large as its box, or
    `side_px` wide and high.
    """
    out = io.BytesIO()
    segno.make(text, error="l", micro=False, boost_error=True).save(
        out, kind="svg", xmldecl=False, svgns=True, border=0, omitsize=True, nl=False
    )
    drawn = out.getvalue().decode()
    return drawn.replace("<svg", f'<svg width="{side_px}" height="{side_px}"', 1) if side_px else drawn


def html_to_pdf(*, template: str, context: Mapping[str, object], size: PaperSize, landscape: bool) -> bytes:
    """PDF bytes; the same input gives the same bytes (identifier derived from the page, no clock inside)."""
    from weasyprint import HTML

    page = {"size": size.lower(), "orientation": "landscape" if landscape else "portrait"}
    html = _engine().get_template(f"papers/{template}.html").render(Context({**context, "page": page}))
    css, fonts = _stylesheets()
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    document = HTML(string=html, url_fetcher=_refuse_fetch).render(stylesheets=[css], font_config=fonts)
    return bytes(document.write_pdf(pdf_identifier=identifier, pdf_version="1.7"))
