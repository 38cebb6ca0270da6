"""The sample province's people at the pages, over HTTP: who they are, what they answer, how far they have gone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from tinhso.lab.demo.visitor import Form, Visitor

DEMO = Path(__file__).resolve().parents[2] / "definitions" / "demo"
BIRTH, MARITAL_STATUS, BADGES = "1.001193", "1.004873", "2.002288"
PARENT, STRANGER, COMPANY_USER = "lan.mau", "nam.mau", "chu.thu"
# What a birth goes through: who decides what.
BIRTH_WAY = (
    ("long-chau.mot-cua", "accepted"),
    ("long-chau.ho-tich", "eligible"),
    ("long-chau.tham-dinh", "agreed"),
    ("long-chau.chu-tich", "signed"),
)
_PARTS = {"year": 0, "month": 1, "day": 2}
_ADDRESS = {"province": "province_code", "commune": "commune_code", "street": "street"}
_ONWARD = re.compile(r'href="([^"]+)"[^>]*>\s*(?:Làm tiếp|Kiểm tra và nộp|Đúng, đi đến)')


class People:
    """Everybody's password and answers; sessions are kept, since hashing a password is slow on purpose."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.secrets = _read("people.yaml")["demo"]
        self.officers = {one["username"] for one in _read("people.yaml")["officers"]}
        self._sessions: dict[str, httpx.Cookies] = {}
        self._answers = {one["procedure"]: one["answers"] for one in _read("applications.yaml")["applications"]}

    def sign_in(self, username: str) -> Visitor:
        """Another tab of somebody who signed in once."""
        visitor = Visitor(self.address)
        if username not in self._sessions:
            first = Visitor(self.address)
            secret = self.secrets["totp_secret"] if username in self.officers else ""
            first.sign_in(username, self.secrets["password"], secret=secret)
            self._sessions[username] = first.http.cookies
        visitor.http.cookies.update(self._sessions[username])
        return visitor

    def answers(self, procedure: str) -> dict[str, Any]:
        found: dict[str, Any] = self._answers[procedure]
        return found


def _read(name: str) -> Any:
    return yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))


@dataclass
class Filing:
    """One application on its way: the pages seen since sign-in and the questions answered by hand.

    A date and an address are one question each, however many boxes they have.
    """

    visitor: Visitor
    answers: dict[str, Any]
    screens: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def begin(self, procedure: str) -> str:
        """Where and for whom: what is proposed is taken; returns the draft's id."""
        self.visitor.open(f"/ho-so/nop/{procedure}/")
        self.screens.append("nơi nhận")
        form = self.visitor.form_with("agency")
        chosen = form.fields.get("agency") or [form.choices["agency"][-1]]
        self.visitor.send(form, {"agency": chosen})
        return found(r"/nop/([0-9a-f-]{36})/", self.visitor.path)

    def answer_all(self, photo: bytes, *, stop_at: str = "/ho-so/gui/") -> None:
        """Every page as it comes, empty fields only, until the declaration (or an earlier page). Raises LookupError at
        a dead end.
        """
        for _ in range(40):
            if stop_at in self.visitor.path:
                self.screens.append("cam đoan")
                return
            onward = _ONWARD.search(self.visitor.text)
            if onward:
                if self.visitor.path.endswith("/kiem-tra/"):
                    self.screens.append("kiểm tra")
                self.visitor.open(onward.group(1))
            elif self.visitor.path.endswith("/giay-to/"):
                self.screens.append("giấy tờ")
                self.give_papers([("anh.png", photo, "image/png")])
            else:
                self.screens.append(self.visitor.path)
                self._answer_page()
        raise LookupError(f"no way on from {self.visitor.path}")

    def give_papers(self, files: list[tuple[str, bytes, str]]) -> None:
        for form in self.visitor.forms():
            if "giay" in form.fields:
                self.visitor.send(form, files=[("tep", one) for one in files])
        self.visitor.send([form for form in self.visitor.forms() if "giay" not in form.fields][-1])

    def _answer_page(self) -> None:
        if self.visitor.path.endswith("/xe/"):
            self._vehicles()
            return
        form = self.visitor.forms()[-1]
        values = fill(form, self.answers)
        self._count(values)
        if self.visitor.send(form, dict(values)).status_code == 422:
            raise LookupError(f"{self.visitor.path}: {self.visitor.words()[:400]}")

    def _count(self, names: Iterable[str]) -> None:
        questions = (re.sub(r"-(day|month|year|province|commune|street)$", "", name) for name in names)
        self.typed += dict.fromkeys(questions)

    def _vehicles(self) -> None:
        """The repeating group of the badges: each vehicle on its page."""
        group = self.visitor.path
        for vehicle in self.answers["vehicles"]:
            self.visitor.open(f"{group}them/")
            form = self.visitor.forms()[-1]
            values = fill(form, vehicle)
            self._count(values)
            self.visitor.send(form, dict(values))
        self.visitor.open(group)
        self.visitor.send(self.visitor.forms()[-1])

    def declare(self, **values: str) -> str:
        """Tick and send; returns the dossier's id."""
        self.visitor.send(self.visitor.form_with("declared"), {"declared": "yes", "return_method": "online", **values})
        return found(r"/ho-so/([0-9a-f-]{36})/", self.visitor.path)


def fill(form: Form, answers: dict[str, Any]) -> dict[str, str | list[str]]:
    """Values for the fields that stand empty; what is prefilled stays."""
    values: dict[str, str | list[str]] = {}
    for name, present in form.fields.items():
        if name == "csrfmiddlewaretoken" or any(present):
            continue
        value = answer_for(name, answers)
        if value:
            values[name] = value
    return values


def answer_for(name: str, answers: dict[str, Any]) -> str:
    """The answer to an input (`child-full_name`, `child-born_on-day`, `place-commune`), "" where there is none."""
    steps = re.split(r"[-.]", name)
    part = steps.pop() if steps[-1] in {*_PARTS, *_ADDRESS} and len(steps) > 1 else ""
    value: Any = answers
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    if part in _PARTS:
        return value.split("-")[_PARTS[part]] if isinstance(value, str) else ""
    if part in _ADDRESS:
        return str(value.get(_ADDRESS[part], "")) if isinstance(value, dict) else ""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise LookupError(f"{pattern} is not in {text[:300]}")
    return match.group(1)


def carry(people: People, dossier_id: str, way: Sequence[tuple[str, str]] = BIRTH_WAY) -> None:
    """The officers of a birth do their part, until the leader has signed unless said otherwise."""
    for username, outcome in way:
        officer = people.sign_in(username)
        officer.open(f"/can-bo/ho-so/{dossier_id}/")
        form = next(
            (
                f
                for f in officer.forms()
                if ("outcome", outcome) in f.buttons or outcome in f.choices.get("outcome", ())
            ),
            None,
        )
        if form is None:
            raise LookupError(f"{username} does not find “{outcome}”: {officer.words()[:300]}")
        officer.send(form, {"outcome": outcome})
