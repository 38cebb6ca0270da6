"""What the screens about paper show: originals in a hand, a slip that waits."""

import re
from typing import TYPE_CHECKING

from tinhso.services.papers.testing import docx, paragraph

if TYPE_CHECKING:
    from tests.browser.stage import Stage

CLERK, REGISTRAR, LEADER = "long-chau.mot-cua", "long-chau.ho-tich", "long-chau.chu-tich"
UUID = "[0-9a-f-]{36}"


def prepare(stage: "Stage") -> None:
    """The clerk holds originals of two dossiers; one is on its way to the registrar. Not of the dossier whose last act is
    shown as one that may still be undone: a later line of its history ends that.
    """
    clerk = stage.reader(CLERK)
    for state in ("accepted", "to_sign"):
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
    stage.reader(LEADER).open(f"/can-bo/ho-so/{stage.things['to_sign']}/")
    found = re.search(rf"/can-bo/viec/({UUID})/ky-giay/", stage.reader(LEADER).text)
    if found is None:
        raise LookupError("the leader finds no way to sign on paper")
    stage.things["sign_task"] = found.group(1)
    _mishaps(stage)
    _drafts(stage)


def _mishaps(stage: "Stage") -> None:
    """A lost paper that waits for the leader, and one for which the leader has apologised."""
    clerk, leader = stage.reader(CLERK), stage.reader(LEADER)
    for state, thing in (("mistaken", "mishap"), ("extending", "settled_mishap")):
        clerk.open(f"/can-bo/ho-so/{stage.things[state]}/sai-sot/")
        what = {"kind": "lost", "what": "Giấy chứng sinh bản chính bị thất lạc khi luân chuyển."}
        clerk.send(clerk.form_with("what"), what)
        stage.things[thing] = clerk.path.rstrip("/").rsplit("/", 1)[-1]
    leader.open(f"/can-bo/sai-sot/{stage.things['settled_mishap']}/")
    form = leader.form_with("made_good")
    agency = next(value for value in form.choices["agency"] if value)
    how = {"agency": agency, "responsible": "Bộ phận một cửa phường", "remedy": "reissued", "cost_vnd": "120.000"}
    answer = leader.send(form, {**how, "made_good": "Đã xin cấp lại giấy chứng sinh tại cơ sở y tế."})
    if answer.status_code != 200:
        raise LookupError(f"apology: {answer.status_code} {leader.words()[:300]}")


def _drafts(stage: "Stage") -> None:
    """Two versions of a draft in Word, one with what somebody said."""
    registrar = stage.reader(REGISTRAR)
    stage.things["drafted"] = dossier = stage.things["accepted"]
    registrar.open(f"/can-bo/ho-so/{dossier}/du-thao/")
    registrar.send(registrar.form_with("decision"), {"decision": "granted"})
    page = f"/can-bo/ho-so/{dossier}/du-thao/word/"
    for words in (
        "Đăng ký khai sinh cho trẻ theo tờ khai.",
        "Đăng ký khai sinh cho trẻ theo tờ khai và giấy chứng sinh.",
    ):
        registrar.open(page)
        file = ("a.docx", docx(paragraph(words)), "application/octet-stream")
        registrar.send(registrar.form_with("note"), {"note": "Sửa theo ý kiến"}, files=[("file", file)])
        registrar.open(page)
        registrar.send(registrar.form_with("comment"), {"y-kien": "1", "comment": "Nêu thêm giấy chứng sinh."})
