"""How a person files online: from the list of tasks to the declaration, page by page, answering only what is empty."""

import io
import re
import time
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

from tinhso.lab.demo.visitor import Form, Visitor

CODE = re.compile(r"\b[0-9A-Z.]{6,35}-\d{6,8}-\d{4,7}\b")
DOSSIER = re.compile(r"/ho-so/([0-9a-f-]{36})/")
# What a person types or ticks; what came prefilled or hidden is not counted.
MACHINE = {"csrfmiddlewaretoken"}


@dataclass(frozen=True, kw_only=True)
class FiledOnline:
    """What came of it: the dossier, and what it cost the person who filed."""

    dossier: str
    code: str
    # The one-stop that was proposed by where the person lives, "" when none was.
    proposed: str
    screens: int
    typed: int
    # Fields that were asked although the platform knows them.
    known_again: tuple[str, ...]


def file_online(
    citizen: Visitor, procedure: str, answers: dict[str, Any], *, return_method: str = "online"
) -> FiledOnline:
    """File as the signed-in person, at the one-stop that the platform proposes. Raises LookupError: it was not taken."""
    citizen.open(f"/ho-so/nop/{procedure}/")
    where = citizen.form_with("agency")
    citizen.send(where)
    screens, typed, known_again = answer_all(citizen, answers)
    citizen.send(citizen.form_with("declared"), {"declared": "yes", "return_method": return_method})
    found, code = DOSSIER.search(citizen.path), CODE.search(citizen.words())
    if found is None or code is None:
        raise LookupError(f"nộp không thành: {citizen.path} {citizen.words()[:200]}")
    return FiledOnline(
        dossier=found.group(1),
        code=code.group(0),
        proposed="".join(where.fields["agency"]),
        screens=screens,
        typed=typed,
        known_again=tuple(known_again),
    )


def answer_all(
    citizen: Visitor, answers: dict[str, Any], *, asked: list[str] | None = None
) -> tuple[int, int, list[str]]:
    """Go through the pages as they come; returns (screens, fields filled in, fields asked although they are known).

    The words of each page of papers are added to `asked`.
    """
    screens = typed = 0
    known_again: list[str] = []
    for _ in range(40):
        if citizen.path.startswith("/ho-so/gui/"):
            break
        onward = re.search(r'href="([^"]+)"[^>]*>\s*(?:Làm tiếp|Bắt đầu|Đúng, đi đến)', citizen.text)
        if onward:
            screens += citizen.path.endswith("/kiem-tra/")
            citizen.open(onward.group(1))
        elif citizen.path.endswith("/giay-to/"):
            screens += 1
            if asked is not None:
                asked.append(citizen.words())
            _give_papers(citizen)
        else:
            screens += 1
            form, here = citizen.forms()[-1], citizen.path
            filled, repeated = _fill(form, answers)
            known_again += repeated
            typed += len({_field_of(name) for name in filled})
            if citizen.send(form, filled).status_code == 422:
                raise LookupError(f"{here}: {citizen.words()[:400]}")
    return screens + 1, typed, known_again


def _fill(form: Form, answers: dict[str, Any]) -> tuple[dict[str, str | list[str]], list[str]]:
    """Values for the empty fields of a page; and fields that were asked although the register holds them."""
    values: dict[str, str | list[str]] = {}
    asked_again: list[str] = []
    for name, present in form.fields.items():
        if name in MACHINE or any(present):
            continue
        answer = answer_for(name, answers)
        if answer is not None:
            values[name] = answer
        if name.startswith("requester") and answer is not None and name != "requester.email":
            asked_again.append(name)
    return values, asked_again


_DATE = {"year": 0, "month": 1, "day": 2}
_ADDRESS = {"province": "province_code", "commune": "commune_code", "street": "street"}


def _field_of(name: str) -> str:
    """The field that an input belongs to: the three boxes of a date are one, an address is one."""
    head, _, part = name.rpartition("-")
    return head if part in _DATE or part in _ADDRESS else name


def answer_for(name: str, answers: dict[str, Any]) -> str | None:
    """The answer to an input: `child-full_name`, or a part of a date or address (`child-born_on-day`)."""
    steps = re.split(r"[-.]", name)
    part = steps.pop() if steps[-1] in _DATE or steps[-1] in _ADDRESS else ""
    value: Any = answers
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    if part in _DATE and isinstance(value, str):
        return value.split("-")[_DATE[part]]
    if part in _ADDRESS and isinstance(value, dict):
        return str(value.get(_ADDRESS[part], ""))
    if part or value is None or isinstance(value, dict | list):
        return None
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _give_papers(citizen: Visitor) -> None:
    """A photo for every paper that is asked for, then on."""
    for form in citizen.forms():
        if "giay" in form.fields:
            citizen.send(form, files=[("tep", ("anh-chup.png", _photo(), "image/png"))])
    onward = [form for form in citizen.forms() if "giay" not in form.fields]
    citizen.send(onward[-1])


def _photo() -> bytes:
    image = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(image).text((80, 100), "GIAY MINH HOA " + str(time.time_ns()), fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
