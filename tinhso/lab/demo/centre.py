"""The people of a play and its clock: who is signed in, whose turn it is, what the officers press."""

import re
import time
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml

from tinhso.kernel.clock import PROVINCE_TZ, now
from tinhso.lab.demo.stage import Stage
from tinhso.lab.demo.trace import Trace
from tinhso.lab.demo.visitor import Visitor

Say = Callable[[str], None]
MONDAY = 0


def first_morning() -> datetime:
    """Half past eight on the Monday after today: whatever day the play is given, its week begins alike."""
    day = now().astimezone(PROVINCE_TZ).date()
    monday = day + timedelta(days=7 - day.weekday() + MONDAY)
    return datetime(monday.year, monday.month, monday.day, 8, 30, tzinfo=PROVINCE_TZ)


class Centre:
    """The play's people and its clock. Who has signed in stays so until the clock moves."""

    def __init__(self, stage: Stage, folder: Path, trace: Trace, say: Say) -> None:
        self.stage, self.trace, self.say = stage, trace, say
        self.story: dict[str, Any] = _yaml(folder / "onestop.yaml")
        people = _yaml(folder / "people.yaml")
        self._demo = people["demo"]
        self._officers = {one["username"] for one in people["officers"]}
        self._applications = {
            one["procedure"]: one["answers"] for one in _yaml(folder / "applications.yaml")["applications"]
        }
        self._began = self._moment = first_morning()
        self._present: dict[str, Visitor] = {}

    def at(self, day: int, hour: int = 8, minute: int = 30) -> None:
        """Go on at this time, `day` calendar days after the play began."""
        moment = (self._began + timedelta(days=day)).replace(hour=hour, minute=minute)
        self._moment = moment
        self._present.clear()
        self.stage.open(at=moment)
        self.say(f"— {moment:%H:%M %d/%m/%Y}")

    def now(self) -> datetime:
        """The moment the server was opened at."""
        return self._moment

    def person(self, username: str) -> Visitor:
        """This person's browser, signed in (officers with their second factor)."""
        if username not in self._present:
            visitor = Visitor(self.stage.address)
            secret = self._demo["totp_secret"] if username in self._officers else ""
            visitor.sign_in(username, self._demo["password"], secret=secret)
            self._present[username] = visitor
        return self._present[username]

    def answers(self, procedure: str, **changes: Any) -> dict[str, Any]:
        return {**deepcopy(self._applications[procedure]), **changes}

    def work(self, username: str, dossier: str) -> Visitor:
        """An officer with the dossier open."""
        officer = self.person(username)
        officer.open(f"/can-bo/ho-so/{dossier}/")
        return officer

    def act(self, username: str, dossier: str, outcome: str, **typed: str) -> None:
        """Press one button of the open step. Raises LookupError: it is not there, or was refused."""
        officer = self.work(username, dossier)
        form = next((one for one in officer.forms() if ("outcome", outcome) in one.buttons), None)
        if form is None:
            raise LookupError(f"{username} không thấy nút “{outcome}”: {officer.words()[:200]}")
        must(officer.send(form, {"outcome": outcome, **typed}), officer)

    def go_through(self, dossier: str, steps: list[dict[str, str]]) -> None:
        for step in steps:
            self.act(step["username"], dossier, step["outcome"])

    def detail(self, username: str, dossier: str) -> dict[str, Any]:
        """The dossier as the API tells it."""
        return dict(self.person(username).open(f"/api/v1/dossiers/{dossier}").json())

    def wait_for(self, username: str, dossier: str, **expected: Any) -> dict[str, Any]:
        """The dossier once the worker has caught up; the last answer after half a minute."""
        detail: dict[str, Any] = {}
        for _ in range(60):
            detail = self.detail(username, dossier)
            if all(detail.get(name) == value for name, value in expected.items()):
                break
            time.sleep(0.5)
        return detail


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def must(answer: httpx.Response, visitor: Visitor) -> None:
    """Raises LookupError: the page refused."""
    if answer.status_code != 200:
        raise LookupError(f"{answer.status_code} {visitor.path}: {visitor.words()[:300]}")


def link(visitor: Visitor, pattern: str) -> str:
    """The first address of that pattern on the page. Raises LookupError: there is none."""
    found = re.search(rf'href="({pattern})"', visitor.text)
    if found is None:
        raise LookupError(f"{visitor.path}: không có đường dẫn {pattern}")
    return found.group(1)
