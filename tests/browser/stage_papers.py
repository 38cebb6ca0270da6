"""What the screens about paper show: originals in a hand, a slip that waits."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.stage import Stage

CLERK, REGISTRAR = "long-chau.mot-cua", "long-chau.ho-tich"
UUID = "[0-9a-f-]{36}"


def prepare(stage: "Stage") -> None:
    """The clerk holds originals of two dossiers; one is on its way to the registrar."""
    clerk = stage.reader(CLERK)
    for state in ("accepted", "processing"):
        page = f"/can-bo/ho-so/{stage.things[state]}/giay-to-goc/"
        clerk.open(page)
        clerk.send(clerk.form_with("kind"), {"kind": "component", "component": "birth_notice", "count": "1"})
        clerk.open(page)
        clerk.send(clerk.form_with("kind"), {"kind": "component", "title": "Giấy ủy quyền, bản chính", "count": "1"})
    clerk.open("/can-bo/giay-to/")
    things = re.findall(rf'name="chon" value="({UUID})"', clerk.text)
    clerk.open(f"/can-bo/giay-to/giao/?chon={things[0]}&chon={things[1]}")
    form = clerk.form_with("nhan")
    registrar = re.search(rf'<option value="({UUID})"[^>]*>[^<]*(?:hộ tịch|Hộ tịch)', clerk.text)
    if registrar is None:
        raise LookupError(f"no post of a registrar among the receivers: {clerk.words()[:300]}")
    clerk.send(form, {"nhan": registrar.group(1), "note": "Hồ sơ sáng nay"})
    stage.things["slip"] = clerk.path.rstrip("/").rsplit("/", 1)[-1]
    stage.things["held_thing"] = things[2]
