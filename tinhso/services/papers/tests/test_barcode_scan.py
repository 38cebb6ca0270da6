"""The slip of a letter is printed and read at 200 dots an inch by a decoder that shares nothing with what drew it (zxing)."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from tinhso.services.papers import api
from tinhso.services.papers.testing import sample_context

pytestmark = [
    pytest.mark.filterwarnings("ignore:No directory at"),
    pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed"),
]


@pytest.mark.parametrize(
    ("waybill", "degrees", "blur"),
    [
        ("EB990000017VN", 0.0, 0.0),
        # Laid on the glass askew, out of focus, kept as a coarse JPEG.
        ("EB990000017VN", 1.5, 0.6),
        # As long as a waybill of the pool may be.
        ("VNPOST2026ABCDEFGHIJ0123456789", 0.0, 0.0),
        ("VNPOST2026ABCDEFGHIJ0123456789", 1.5, 0.6),
    ],
)
def test_a_post_office_reads_the_waybill_off_the_printed_slip(
    tmp_path: Path, waybill: str, degrees: float, blur: float
) -> None:
    context = {**sample_context("postal_slip"), "waybill": waybill, "waybill_svg": api.barcode_svg(waybill)}
    (tmp_path / "slip.pdf").write_bytes(api.render_paper(template="postal_slip", context=context, size="A5"))
    command = ["pdftoppm", "-png", "-singlefile", "-gray", "-r", "200", "slip.pdf", "slip"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    page = Image.open(tmp_path / "slip.png").rotate(degrees, expand=True, fillcolor=235)
    kept = io.BytesIO()
    page.filter(ImageFilter.GaussianBlur(blur)).save(kept, "JPEG", quality=60)

    found = zxingcpp.read_barcodes(Image.open(kept))

    assert [one.text for one in found if one.format == zxingcpp.BarcodeFormat.Code128] == [waybill]
