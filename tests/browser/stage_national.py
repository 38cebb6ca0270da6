"""What the screens show of the national portal: its lists are here, and it refused a dossier."""

import re
from typing import TYPE_CHECKING

from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.browser.stage import Stage

_QUEUE = "/can-bo/cong-quoc-gia/"


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

    wait_until(refused, seconds=90, what="the demo's portal refused no dossier")
