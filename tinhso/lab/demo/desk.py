"""How the desk receives somebody who came in person: a card, a word, one form, the papers, one press."""

import re
from typing import Any

from tinhso.lab.demo.centre import must
from tinhso.lab.demo.filing import CODE
from tinhso.lab.demo.visitor import Visitor

_RECEIVED = re.compile(r"/can-bo/da-tiep-nhan/([0-9a-f-]{36})/")
# Saving shows the questions that the last answers opened; no form of the sample opens more often.
_ROUNDS = 6


def receive(desk: Visitor, *, card: str, word: str, answers: dict[str, Any]) -> tuple[str, str]:
    """The dossier and its code, accepted. Raises LookupError: the desk's pages did not take it."""
    desk.open("/can-bo/tiep-nhan/")
    must(desk.send(desk.form_with("procedure"), {"number": card, "procedure": word}), desk)
    for _ in range(_ROUNDS):
        form = desk.form_with("nhan")
        values: dict[str, str | list[str]] = {name: "1" for name in form.fields if name.startswith("chinh-")}
        typed = {name: typed_as(name, answers) for name, present in form.fields.items() if not any(present)}
        values |= {name: text for name, text in typed.items() if text}
        done = not any(typed.values())
        must(desk.send(form, {**values, "nhan" if done else "luu": "1"}), desk)
        if found := _RECEIVED.search(desk.path):
            code = CODE.search(desk.words())
            return found.group(1), code.group(0) if code else ""
    raise LookupError(f"{desk.path}: {desk.words()[:400]}")


def typed_as(name: str, answers: dict[str, Any]) -> str:
    """An answer as the desk types it into a box (`child--child-born_on`): days as 10/11/2026, a commune by its name."""
    _, _, path = name.partition("--")
    is_place = path.endswith("-noi")
    value: Any = answers
    for step in path.removesuffix("-noi").split("-"):
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, dict):
        return str(value.get("commune_name" if is_place else "street", ""))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return "/".join(reversed(value.split("-")))
    return "" if value is None else str(value)
