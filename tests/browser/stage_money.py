"""What the screens show of money: a fee asked for in the course of a dossier, a receipt, a shift."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.stage import Stage

REGISTRAR = "long-chau.ho-tich"
FEE = {
    "title": "Phí xác minh tại nơi cư trú trước đây",
    "kind": "charge",
    "amount": "150.000",
    "reason": "Phải cử người xác minh tại nơi cư trú trước đây theo yêu cầu của người nộp.",
    "waits": "processing",
    "days": "5",
}


def prepare(stage: "Stage") -> None:
    """The registrar asks for a supplementary fee."""
    registrar = stage.reader(REGISTRAR)
    registrar.open(f"/can-bo/ho-so/{stage.things['owing']}/phi/")
    registrar.send(registrar.form_with("amount"), FEE)
