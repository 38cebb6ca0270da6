"""What the screens show of work done in bulk and of reports: an order with its account, a closed period."""

import re
from typing import TYPE_CHECKING

from tests.browser import stage_papers
from tinhso.kernel.clock import today

if TYPE_CHECKING:
    from tests.browser.stage import Stage

_SOMEBODY = "00000000-0000-7000-8000-000000000000"
_BULK, _COPY = "/can-bo/ho-so/hang-loat/", "/can-bo/bao-cao/ban/"


def prepare(stage: "Stage") -> None:
    """The clerk gives two dossiers to a colleague, one of which somebody took meanwhile; the leader closes last month."""
    clerk, leader = stage.reader(stage_papers.CLERK), stage.reader(stage_papers.LEADER)
    clerk.open("/can-bo/ho-so/?loc=intake")
    listed = clerk.form_with("viec")
    listed.action = _BULK
    chosen = listed.choices["viec"][-2:]
    clerk.send(listed, {"viec": chosen})
    form = clerk.form_with("to")
    given = {"to": form.choices["to"][-1], "reason": "Chia đều việc trong quầy", f"h-{chosen[0]}": _SOMEBODY}
    clerk.send(form, given)
    stage.things["bulk_order"] = _id(_BULK, clerk.path)
    leader.open("/can-bo/bao-cao/?che-do=lich")
    leader.send(next(one for one in leader.forms() if one.action.endswith("/chot/")))
    stage.things["closed_report"] = _id(_COPY, leader.path)
    stage.things["this_month"] = f"{today():%Y}-T{today().month}"


def _id(page: str, path: str) -> str:
    found = re.fullmatch(rf"{page}([0-9a-f-]{{36}})/", path)
    if found is None:
        raise LookupError(f"{path} is not a page of {page}")
    return found[1]
