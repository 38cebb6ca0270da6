"""What the screens for developers show: a system with keys, a subscription whose receiver is down, one that waits for a grant."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.stage import Stage

DEVELOPER, NO_DEVELOPER = "lan.mau", "nam.mau"
THINGS = ("own_client", "own_subscription")
_UUID = "[0-9a-f-]{36}"
# Nobody listens there.
_DOWN = "http://127.0.0.1:65535/su-kien"


def prepare(stage: "Stage") -> None:
    """Before anything is filed, so that there is something to be told of."""
    developer = stage.reader(DEVELOPER)
    developer.open("/nha-phat-trien/he-thong/")
    wanted: dict[str, str | list[str]] = {
        "code": "kho-so-mau",
        "title": "Kho dữ liệu mẫu",
        "scopes": ["dossiers.read", "webhooks.manage", "payments.refund"],
    }
    developer.send(developer.form_with("code"), wanted)
    client = _found(rf"/nha-phat-trien/he-thong/({_UUID})/", developer.text)
    developer.open(f"/nha-phat-trien/he-thong/{client}/")
    wanted = {
        "url": _DOWN,
        "events": ["dossier.submitted", "dossier.accepted"],
        "mode": "structured",
        "viec": "dang-ky",
    }
    developer.send(developer.form_with("url"), wanted)
    stage.things["own_client"] = client
    stage.things["own_subscription"] = _found(rf"/nhan/({_UUID})/", developer.text)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise LookupError(f"{pattern} is not in {text[:400]!r}")
    return match[1]
