"""What the screens show of money: a fee asked for in the course of a dossier, another that was paid, a shift."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.stage import Stage

REGISTRAR, CLERK, LEADER = "long-chau.ho-tich", "long-chau.mot-cua", "long-chau.chu-tich"
HEAD = "long-chau.giam-doc"
FEE: dict[str, str | list[str]] = {
    "title": "Phí xác minh tại nơi cư trú trước đây",
    "kind": "charge",
    "amount": "150.000",
    "reason": "Phải cử người xác minh tại nơi cư trú trước đây theo yêu cầu của người nộp.",
    "waits": "processing",
    "days": "5",
}


def prepare(stage: "Stage") -> None:
    """The registrar asks for two fees; the clerk opens a shift and takes the money of one; the payer asks for a bill. The
    fee that was paid was a mistake: the clerk prepares the slip by which it goes back."""
    codes = [_asked(stage, thing) for thing in ("owing", "paying")]
    stage.things["owing_code"] = codes[0]
    clerk = stage.reader(CLERK)
    clerk.open("/can-bo/thu-ngan/")
    clerk.send(clerk.form_with("opening"), {"opening": "200.000", "mo-ca": "1"})
    stage.things["shift"] = _found(r"/thu-ngan/ca/([0-9a-f-]{36})/", clerk.text)
    clerk.open(f"/can-bo/thu-ngan/?ma={codes[1]}")
    clerk.send(clerk.form_with("received"), {"received": "200.000"})
    payer = stage.reader("lan.mau")
    payer.open("/phi-le-phi/")
    payer.send(payer.form_with("due"), {"due": payer.form_with("due").choices["due"], "quay": "1"})
    stage.things["bill"] = _found(r"/phi-le-phi/([0-9a-f-]{36})/", payer.path)
    stage.things["receipt"] = _found(r"/bien-lai/([0-9a-f-]{36})/", clerk.path)
    stage.things["payout"] = _slip(stage, codes[1])
    _asked(stage, "paying")
    clerk.open(f"/can-bo/thu-ngan/?ma={codes[1]}")
    clerk.send(clerk.form_with("received"), {"received": "200.000"})
    stage.things["returning_payout"] = _slip(stage, codes[1])
    _handed_out_wrongly(stage, f"/can-bo/thu-ngan/phieu-chi/{stage.things['returning_payout']}/")


def _slip(stage: "Stage", code: str) -> str:
    """The leader drops what was paid, the clerk prepares its slip."""
    leader, clerk = stage.reader(LEADER), stage.reader(CLERK)
    leader.open(f"/can-bo/ho-so/{stage.things['paying']}/phi/")
    leader.send(leader.form_with("due"), {"reason": "Nhầm hồ sơ."})
    clerk.open(f"/can-bo/thu-ngan/?ma={code}")
    owed = re.findall(r'name="hoan" value="([0-9a-f-]{36})"', clerk.text)[-1]
    clerk.send(clerk.form_with("hoan"), {"hoan": owed})
    return _found(r"/phieu-chi/([0-9a-f-]{36})/", clerk.path)


def _handed_out_wrongly(stage: "Stage", path: str) -> None:
    """Approved by the head, handed out by the clerk to the wrong person, who brings it back."""
    head, clerk = stage.reader(HEAD), stage.reader(CLERK)
    head.open(path)
    head.send(head.form_with("viec"))
    clerk.open(path)
    clerk.send(clerk.form_with("identity"), {"identity": "Căn cước 0860…0001"})
    clerk.open(path)
    clerk.send(clerk.form_with("return_reason"), {"return_reason": "Giao nhầm người trùng tên; người đó đã trả lại."})


def _asked(stage: "Stage", thing: str) -> str:
    registrar = stage.reader(REGISTRAR)
    registrar.open(f"/can-bo/ho-so/{stage.things[thing]}/phi/")
    registrar.send(registrar.form_with("amount"), FEE)
    return _found(r"govuk-caption-m\">([^ <]+) ", registrar.text)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(f"{pattern} is not on the page")
    return found[1]
