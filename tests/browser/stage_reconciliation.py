"""What the screens show of the reconciliation: a run of today, with what the portal refused as its difference."""

import re
from typing import TYPE_CHECKING

from tests.waiting import wait_until
from tinhso.kernel.clock import today

if TYPE_CHECKING:
    from tests.browser.stage import Stage

_OVERVIEW = "/can-bo/doi-chieu/"


def prepare(stage: "Stage") -> None:
    """The administrator asks for today; the worker compares it within seconds."""
    operator = stage.reader("tinh.quan-tri")
    operator.open(_OVERVIEW)
    day = today()
    operator.send(
        operator.form_with("day-day"), {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}
    )

    def compared() -> bool:
        operator.open(f"{_OVERVIEW}?he-thong=national")
        found = re.search(rf"{_OVERVIEW}([0-9a-f-]{{36}})/", operator.text)
        if found is not None:
            stage.things["unexplained"] = found[1]
        return found is not None

    wait_until(compared, seconds=90, what="the worker compared nothing, or named nothing of what the portal refused")
