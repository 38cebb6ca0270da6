"""What the screens about old results show: a batch with scans, a line to enter, a line to check."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser import stage_papers
from tinhso.lab.demo import filing

if TYPE_CHECKING:
    from tests.browser.stage import Stage

LIST = (
    "so,nam,ky_hieu,ngay_cap,so_dinh_danh,child.full_name,child.born_on\n"
    "15,1998,15/1998,12/3/1998,086195000073,Nguyễn Thị Lan Mẫu,12/3/1995\n"
    "16,1998,16/1998,13/3/1998,084300000077,Phạm Thị Hoa Thử,5/1/1997\n"
    "17,1998,,,,,\n"
)


def prepare(stage: "Stage") -> None:
    """The leader opens a batch and gives its list, the registrar scans two papers and enters one."""
    leader, registrar = stage.reader(stage_papers.LEADER), stage.reader(stage_papers.REGISTRAR)
    leader.open("/can-bo/ket-qua-cu/")
    opened = {"loai": "giay-khai-sinh", "ten": "Sổ khai sinh 1998, kho phường", "tu_nam": "1998", "den_nam": "1999"}
    leader.send(leader.form_with("loai"), opened)
    page = leader.path
    stage.things["old_batch"] = page.rstrip("/").rsplit("/", 1)[-1]
    form = leader.form_with("viec")
    leader.send(form, {"viec": "nhap"}, files=[("danh_sach", ("so.csv", LIST.encode(), "text/csv"))])
    registrar.open(page)
    scan = BytesIO()
    Image.open(BytesIO(filing._photo())).convert("RGB").save(scan, "PDF")
    given = [("scan", (f"{number}-1998.pdf", scan.getvalue(), "application/pdf")) for number in (15, 16)]
    registrar.send(registrar.form_with("cach"), {"viec": "quet", "cach": "ten"}, files=given)
    lines = dict(re.findall(r'/can-bo/ket-qua-cu/dong/([0-9a-f-]{36})/">(\d+)/1998', registrar.text))
    for thing, number in (("old_line_checked", "15"), ("old_line", "16")):
        stage.things[thing] = next(line for line, found in lines.items() if found == number)
    registrar.open(f"/can-bo/ket-qua-cu/dong/{stage.things['old_line_checked']}/")
    registrar.send(registrar.form_with("ky_hieu"), {"viec": "nhap"})
