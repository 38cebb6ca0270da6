"""What the screens show of the national portal: its lists are here, and it refused a dossier."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.browser.server import PORTAL_SECRET
from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.browser.stage import Stage

_QUEUE = "/can-bo/cong-quoc-gia/"
_FILED: Mapping[str, object] = {
    "MaTTHC": "1.004873", "LoaiDoiTuong": "0", "MaDonViTiepNhan": "H61.41.01",
    "ThongTinNguoiNop": {
        "ThongTinChiTiet": {
            "TenNguoiNop": "Nguyễn Thị Lan Mẫu", "SoDinhDanh": "086195000073", "NgaySinh": "12/03/1995",
            "SoDienThoai": "0900000001", "MaTinh": "86", "MaXa": "29551", "DiaChiChiTiet": "Số 1 đường Minh Họa",
        }
    },
    "DuLieuToKhai": {"GioiTinh": "2", "TinhTrangHonNhan": "1", "MucDich": "2", "NgheNghiep": "Giáo viên"},
}  # fmt: skip


def prepare(stage: "Stage") -> None:
    """The administrator pulls the lists; the worker sends what waited for them, and the demo's portal refuses some."""
    operator = stage.reader("tinh.quan-tri")
    operator.open(f"{_QUEUE}danh-muc/")
    operator.send(next(form for form in operator.forms() if form.action.endswith("/tai/")))

    def refused() -> bool:
        operator.open(f"{_QUEUE}?trang-thai=dead")
        found = re.search(r"/tin/([0-9a-f-]{36})/bo-qua/", operator.text)
        if found is not None:
            stage.things["dead_message"] = found[1]
        return found is not None

    for number, changes in enumerate(({}, {"MaDonViTiepNhan": "H99.99"})):
        answer = operator.http.post(
            f"{stage.address}/api/v1/national-portal/dossiers",
            json={**_FILED, "MaHoSo": f"G22.99-20261130-000000{number}", **changes},
            headers={"Authorization": f"Bearer {PORTAL_SECRET}"},
        )
        assert answer.status_code == 202, answer.text
    wait_until(refused, seconds=90, what="the demo's portal refused no dossier")

    def taken_in() -> bool:
        operator.open(f"{_QUEUE}den/")
        return "Đã thành hồ sơ" in operator.text and "Cần cán bộ xem" in operator.text

    wait_until(taken_in, seconds=90, what="what the portal handed over was neither taken in nor held")

    def asked() -> bool:
        operator.open(f"{_QUEUE}hoi-dap/")
        found = re.search(r"/hoi-dap/([0-9a-f-]{36})/", operator.text)
        if found is not None:
            stage.things["portal_question"] = found[1]
        return found is not None

    wait_until(asked, seconds=90, what="no question came from the demo's portal")
