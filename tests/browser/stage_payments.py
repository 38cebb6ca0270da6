"""What the screens of payments show: a citizen pays in every way that goes well or wrong, an accountant sees to the rest."""

import re
from typing import TYPE_CHECKING

from tinhso.kernel.clock import today

if TYPE_CHECKING:
    from tests.browser.stage import Stage

PAYER, ACCOUNTANT = "lan.mau", "tinh.mot-cua-2"
THINGS = (
    "pay_open", "pay_qr", "pay_bank", "pay_failed", "pay_settled", "pay_twice", "pay_reference", "pay_display",
    "pay_display_paid", "pay_display_idle", "pay_case", "pay_difference", "pay_refund",
)  # fmt: skip
_UUID = "[0-9a-f-]{36}"


def prepare(stage: "Stage") -> None:
    """Orders in every state, screens at a counter, a case with its refund, a difference with a statement."""
    for thing, way, done in (
        ("pay_open", "", ()),
        ("pay_qr", "vietqr", ()),
        ("pay_failed", "bank_gateway", ("khong-du-tien",)),
        ("pay_settled", "bank_gateway", ("tra",)),
        ("pay_twice", "bank_gateway", ("tra", "tra-lan-nua")),
        ("pay_bank", "national_platform", ()),
    ):
        stage.things[thing] = _order(stage, thing, way, done)
    _screens(stage)
    _desk(stage)


def _order(stage: "Stage", thing: str, way: str, done: tuple[str, ...]) -> str:
    payer = stage.reader(PAYER)
    payer.open("/thanh-toan/thu/")
    payer.send(payer.form_with("csrfmiddlewaretoken"))
    token = _found(r"/thanh-toan/([\w-]{20,})/", payer.path)
    if way:
        payer.send(payer.form_with("cach"), {"cach": way})
        reference = _found(r"(TT[0-9A-Z]{13})", payer.text)
        stage.things["pay_reference"] = reference
        for act in done:
            payer.open(f"/thanh-toan/gia-lap/{reference}/")
            payer.send(payer.form_with("lam"), {"lam": act})
    return token


def _screens(stage: "Stage") -> None:
    """Three screens: one waits for money, one has received it, one is idle."""
    officer, payer = stage.reader(ACCOUNTANT), stage.reader(PAYER)
    for label in ("Quầy số 1", "Quầy số 2", "Quầy số 3"):
        officer.open("/can-bo/man-hinh-thanh-toan/")
        officer.send(officer.form_with("ten"), {"ten": label, "viec": "them"})
    tokens = re.findall(r"/quay/([\w-]{20,})/thanh-toan/", officer.text)
    for thing, at in (("pay_display", 0), ("pay_display_paid", 1)):
        token = _order(stage, thing, "", ())
        payer.open(f"/thanh-toan/{token}/")
        code = _found(r"(DH[0-9A-Z]{13})", payer.text)
        officer.open("/can-bo/man-hinh-thanh-toan/")
        shown = [form for form in officer.forms() if "man_hinh" in form.fields][at]
        officer.send(shown, {"ma": code, "viec": "hien"})
        if thing == "pay_display_paid":
            payer.open(f"/thanh-toan/{token}/")
            payer.open(f"/thanh-toan/gia-lap/{_found(r'(TT[0-9A-Z]{13})', payer.text)}/")
            payer.send(payer.form_with("lam"), {"lam": "tra"})
        stage.things[thing] = tokens[at]
    stage.things["pay_display_idle"] = tokens[2]


def _desk(stage: "Stage") -> None:
    """The second payment is a case, its refund waits for another person; a statement has money that nobody told of."""
    officer = stage.reader(ACCOUNTANT)
    officer.open("/can-bo/doi-soat/")
    stage.things["pay_case"] = _found(rf"/can-bo/doi-soat/viec/({_UUID})/", officer.text)
    officer.open(f"/can-bo/doi-soat/viec/{stage.things['pay_case']}/")
    amounts = {"so_tien": "30000", "ly_do_hoan": "Người nộp trả hai lần", "viec": "hoan"}
    officer.send(officer.form_with("so_tien"), amounts)
    stage.things["pay_refund"] = _found(rf"/can-bo/doi-soat/hoan-tien/({_UUID})/", officer.text)
    lines = ["Số giao dịch;Ngày;Ghi có;Ghi nợ;Nội dung", f"FT7781;{today():%d/%m/%Y};45.000;;NGUYEN VAN A nop tien"]
    officer.open("/can-bo/doi-soat/")
    content = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
    files = [("sao_ke", ("sao-ke.csv", content, "text/csv"))]
    officer.send(officer.form_with("nguon"), {"nguon": "bank_gateway_csv"}, files=files)
    differences = officer.text.rpartition("Chênh lệch với sao kê")[2]
    stage.things["pay_difference"] = _found(rf"/can-bo/doi-soat/chenh-lech/({_UUID})/", differences)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise LookupError(f"{pattern} is not in {text[:400]!r}")
    return match[1]
