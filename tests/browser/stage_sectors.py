"""What the screens show of connectors: an accepted birth waits for an account that the partner has not given yet."""

import re
from typing import TYPE_CHECKING

from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.browser.stage import Stage


def prepare(stage: "Stage") -> None:
    """The worker has queued the stage's births by now, and tried."""
    operator = stage.reader("tinh.quan-tri")

    def waits() -> bool:
        operator.open("/can-bo/phan-mem-nganh/?trang-thai=blocked")
        found = re.search(r"/phan-mem-nganh/([0-9a-f-]{36})/bo-qua/", operator.text)
        if found is not None:
            stage.things["stuck_transfer"] = found[1]
        return found is not None

    wait_until(waits, seconds=90, what="no accepted birth waits for the civil-status software")
