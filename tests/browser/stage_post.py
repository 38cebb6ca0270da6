"""What the screens show of the post: papers to be fetched, a result to be handed over, news that does not fit."""

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import server
from tests.waiting import wait_until
from tinhso.kernel.clock import now
from tinhso.lab.demo.visitor import Visitor

if TYPE_CHECKING:
    from tests.browser.stage import Stage

THINGS = ("mailed", "mailing", "letter", "post_finding")
POSTMAN, CLERK = "long-chau.buu-dien", "long-chau.mot-cua"
ID = "[0-9a-f-]{36}"
ADDRESS: dict[str, str | list[str]] = {
    "declared": "yes",
    "return_method": "postal",
    "mail_name": "Nguyễn Thị Lan Mẫu",
    "mail_phone": "0900000001",
    "mail_address": "Số 1 đường Minh Họa",
    "mail_unit_code": "29551",
}


def prepare(stage: "Stage", folder: Path) -> None:
    """Numbers come in; one dossier waits with both letters, another is signed and paid; the post tells of a strange letter."""
    manager = stage.reader("tinh.quan-tri")
    manager.open("/can-bo/buu-chinh/")
    manager.send(manager.form_with("first"), {"first": "EB000000014VN", "last": "EB000000204VN"})
    stage.things["mailed"] = stage.file_by_post({**ADDRESS, "collect": "yes"})
    stage.things["mailing"] = stage.file_by_post(ADDRESS)
    stage.bring(stage.things["mailing"])
    clerk = stage.reader(CLERK)
    clerk.open(f"/can-bo/ho-so/{stage.things['mailing']}/buu-chinh/")
    code = _found(r"govuk-caption-m\">([^<]+)<", clerk.text)
    clerk.open(f"/can-bo/thu-ngan/?ma={code}")
    clerk.send(clerk.form_with("received"), {"received": "500.000"})

    def released() -> bool:
        clerk.open(f"/can-bo/ho-so/{stage.things['mailing']}/buu-chinh/")
        return "Chờ báo bưu điện" in clerk.text or "Bưu điện đã nhận đơn" in clerk.text

    wait_until(released, seconds=60, what="a result that is paid for is not told to the post")
    _strange(folder)
    track = [*server.TINHSO, "post", "track"]
    subprocess.run(track, cwd=server.ROOT, env=server.environment(folder), check=True, capture_output=True)
    clerk.open(f"/can-bo/ho-so/{stage.things['mailing']}/giay-to-goc/")
    clerk.send(clerk.form_with("kind"), {"kind": "result", "title": "Giấy khai sinh, bản giấy", "count": "1"})
    clerk.open("/can-bo/buu-chinh/?loc=mau-thuan")
    stage.things["post_finding"] = _found(rf"/mau-thuan/({ID})/", clerk.text)
    postman = stage.reader(POSTMAN)
    postman.open("/can-bo/buu-chinh/")
    letters = re.findall(rf"/can-bo/buu-chinh/({ID})/", postman.text)
    found = next((one for one in letters if _may_pick_up(postman, one)), None)
    if found is None:
        raise LookupError(f"no letter waits for the postman: {postman.words()[:400]}")
    stage.things["letter"] = found


def _may_pick_up(postman: Visitor, order_id: str) -> bool:
    postman.open(f"/can-bo/buu-chinh/{order_id}/")
    return "Tôi đã nhận bưu gửi" in postman.text


def _strange(folder: Path) -> None:
    """The played post carries a letter that nobody here asked for."""
    file = folder / "demo" / "post.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    at = (now() - timedelta(minutes=server.POST_MINUTES + 60)).isoformat()
    line = {"do": "place", "item": "EB999999990VN", "order": "000.00.00.H99-000000-0000", "fails": False, "at": at}
    with file.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(line) + "\n")


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(f"{pattern} is not on the page")
    return found[1]
