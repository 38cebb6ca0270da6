"""A paper is printed, scanned askew on a cheap scanner, its QR read: the address in it opens the page about that paper."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import zxingcpp
from django.conf import settings
from PIL import Image, ImageFilter

from tinhso.casework.dossiers import api
from tinhso.casework.dossiers.models import Dossier, Paper, Result
from tinhso.casework.dossiers.testing import SmallProvince
from tinhso.casework.dossiers.tests.desk_scene import come_in, do, file_birth
from tinhso.foundation.files import api as files
from tinhso.kernel import clock
from tinhso.kernel.actor import system_actor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at"),
    pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed"),
]


@pytest.fixture(autouse=True)
def _december() -> Iterator[None]:
    with clock.frozen(clock.at_local(2026, 12, 3, 9)):
        yield


def _scanned(pdf: bytes, folder: Path, *, degrees: float, dots: int) -> Image.Image:
    """The first page as a desk's scanner sees it: grey, turned a little, out of focus, with a coarse grain."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-png", "-singlefile", "-gray", "-r", str(dots), "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    page = Image.open(folder / "page.png").convert("L")
    turned = page.rotate(degrees, expand=True, fillcolor=235, resample=Image.Resampling.BILINEAR)
    poor = io.BytesIO()
    turned.filter(ImageFilter.GaussianBlur(0.5)).save(poor, "JPEG", quality=60)
    return Image.open(poor).copy()


def _address(scan: Image.Image, place: str) -> str:
    """The path in the QR's text that begins with `place`."""
    (code,) = zxingcpp.read_barcodes(scan)
    line = next(line for line in code.text.splitlines() if place in line)
    url = line[line.index("http") :].strip()
    assert url.startswith(settings.PUBLIC_ADDRESS)
    return urlsplit(url).path


def _accepted(province: SmallProvince) -> UUID:
    dossier_id = file_birth(province)
    do(dossier_id, "accepted", province.desk)
    return dossier_id


@pytest.mark.parametrize(("degrees", "dots"), [(0, 100), (0, 150), (2.5, 200), (-4, 200), (90, 200), (180, 300)])
def test_the_receipts_qr_opens_the_tracking_of_its_dossier(
    province: SmallProvince, tmp_path: Path, degrees: float, dots: int
) -> None:
    dossier_id = _accepted(province)
    api.print_paper(dossier_id=dossier_id, role="receipt", actor=system_actor())
    paper = Paper.objects.get(dossier_id=dossier_id, kind="receipt")
    assert paper.file_id is not None
    content = files.read_file(file_id=paper.file_id, owner=("dossier_paper", paper.id), actor=system_actor())

    path = _address(_scanned(content.read(), tmp_path, degrees=degrees, dots=dots), "/tra-cuu/")

    page = come_in(None).get(path)
    assert page.status_code == 200
    assert Dossier.objects.get(id=dossier_id).code in page.content.decode()


@pytest.mark.parametrize(("degrees", "dots"), [(0, 100), (3, 200), (-4, 300)])
def test_the_results_qr_opens_the_verification_of_that_result(
    province: SmallProvince, tmp_path: Path, degrees: float, dots: int
) -> None:
    dossier_id = _accepted(province)
    do(dossier_id, "eligible", province.specialist)
    do(dossier_id, "agreed", province.reviewer)
    do(dossier_id, "signed", province.leader)
    result = Result.objects.get(dossier_id=dossier_id)
    assert result.file_id is not None
    content = files.read_file(file_id=result.file_id, owner=("dossier_result", dossier_id), actor=system_actor())

    path = _address(_scanned(content.read(), tmp_path, degrees=degrees, dots=dots), "/xac-minh/")

    page = " ".join(come_in(None).get(path).content.decode().split())
    assert path == f"/xac-minh/{result.verify_token}/"
    assert result.number in page
    assert "Giấy tờ đã ký, đã cấp số, chưa trả cho người nhận" in page
