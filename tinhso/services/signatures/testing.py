"""For tests of other modules: a small PDF to sign, and a signing service that does not answer."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf

from tinhso.services.signatures import authority


def blank_pdf(pages: int = 1) -> bytes:
    """A4 pages with a line of drawing on each."""
    with pikepdf.new() as document:
        for number in range(pages):
            page = document.add_blank_page(page_size=(595, 842))
            page.Contents = document.make_stream(f"100 {700 - number} m 300 700 l S".encode())
        out = io.BytesIO()
        document.save(out, compress_streams=False)
        return out.getvalue()


@contextmanager
def failing(reason: str = "Dịch vụ ký số không trả lời.") -> Iterator[None]:
    """The demo adapter fails inside the block, in every process that shares the keys folder."""
    path = authority.folder() / "demo-fails"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(reason, encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
