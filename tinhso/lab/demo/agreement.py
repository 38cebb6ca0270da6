"""At the end of the day: what every page says of a dossier must be one story."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tinhso.kernel.clock import local
from tinhso.lab.demo.centre import Centre
from tinhso.lab.demo.visitor import Visitor


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A dossier of the play: whose it is, and which desk received it."""

    id: str
    code: str
    owner: str
    desk: str

    def course(self, centre: Centre) -> dict[str, Any]:
        """Its code and its national statuses with their times."""
        detail = centre.detail(self.owner, self.id)
        return {"code": self.code, "trace": detail["trace"], "due_at": detail["due_at"], "papers": detail["papers"]}


def check_agreement(centre: Centre, dossiers: tuple[Followed, ...]) -> None:
    """Code, status, due date and letters of each dossier: the same to the applicant, the officer and the public."""
    for one in dossiers:
        detail = centre.detail(one.owner, one.id)
        seen = {"công dân": _page(centre.person(one.owner), f"/ho-so/{one.id}/"),
                "cán bộ": _page(centre.person(one.desk), f"/can-bo/ho-so/{one.id}/")}  # fmt: skip
        wrong = [who for who, words in seen.items() if one.code not in words]
        centre.trace.check(f"{one.code}: một mã ở mọi nơi", detail["code"] == one.code and not wrong, wrong)
        centre.trace.check(
            f"{one.code}: trạng thái cuối của vết khớp trạng thái", detail["trace"][-1]["status"] == detail["status"]
        )
        if detail["due_at"]:
            day = f"{local(datetime.fromisoformat(detail['due_at'])):%d/%m/%Y}"
            unsaid = [who for who, words in seen.items() if day not in words]
            centre.trace.check(f"{one.code}: một hẹn trả ở mọi nơi ({day})", not unsaid, unsaid)


def _page(visitor: Visitor, path: str) -> str:
    visitor.open(path)
    return visitor.words()
