"""What the screens about quality show: a counter where people rate, the receipt of a dossier that has its result."""

import re
from typing import TYPE_CHECKING

from tests.browser import stage_papers
from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.browser.stage import Stage

HEAD, APPLICANT = "long-chau.giam-doc", "lan.mau"


def prepare(stage: "Stage") -> None:
    """The head of the one-stop opens a counter; the applicant gives feedback twice, the leader answers once."""
    head = stage.reader(HEAD)
    head.open("/can-bo/danh-gia/quay/")
    head.send(head.form_with("ten"), {"ten": "Quầy 1"})
    stage.things["rating_counter"] = head.path.rstrip("/").rsplit("/", 1)[-1]
    stage.things["counter_token"] = _found(r"/danh-gia/([\w-]{20,})/", head.text)
    citizen = stage.reader(APPLICANT)
    citizen.open(f"/ho-so/{stage.things['returned']}/da-nop/")
    stage.things["receipt_token"] = _found(r"/tra-cuu/([\w-]{20,})/", citizen.text)

    stage.things["feedback"] = _send(stage, "Tôi phải đến hai lần vì quầy không nói rõ giấy tờ.")
    stage.things["open_feedback"] = _send(stage, "Giấy hẹn không ghi số điện thoại để hỏi.")
    leader = stage.reader(stage_papers.LEADER)
    leader.open(f"/can-bo/phan-anh/{stage.things['feedback']}/")
    answer = "Quầy đã niêm yết lại danh mục giấy tờ. Xin lỗi đã làm bạn mất thời gian."
    leader.send(leader.form_with("answer"), {"answer": answer, "publish": "yes", "viec": "tra-loi"})
    citizen.open(f"/phan-anh/{stage.things['feedback']}/")
    citizen.send(citizen.form_with("satisfied"), {"satisfied": "no"})
    _contest(stage)


def _send(stage: "Stage", text: str) -> str:
    citizen = stage.reader(APPLICANT)
    citizen.open(f"/phan-anh/gui/{stage.things['returned']}/")
    citizen.send(citizen.form_with("topic"), {"topic": "attitude", "text": text, "may_publish": "yes"})
    return citizen.path.rstrip("/").rsplit("/", 1)[-1]


def _contest(stage: "Stage") -> None:
    """The leader contests the feedback whose sender is not satisfied; facts are told by the worker within seconds."""
    leader = stage.reader(stage_papers.LEADER)
    page = "/can-bo/bo-chi-so/truong-hop/?chi-so=feedback-satisfied&phan=bad"

    def is_told() -> bool:
        leader.open(page)
        return "truong_hop" in leader.text

    wait_until(is_told, seconds=60, what="the feedback does not reach the scorecard")
    form = leader.form_with("truong_hop")
    leader.send(form, {"truong_hop": form.choices["truong_hop"][-1], "ly_do": "Quầy có niêm yết từ trước."})
    leader.open("/can-bo/bo-chi-so/xem-lai/")
    stage.things["contest"] = _found(r"/can-bo/bo-chi-so/xem-lai/([0-9a-f-]{36})/", leader.text)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(f"nothing like {pattern}")
    return found[1]
