"""Papers that may no longer be asked for: abolished by law, or held by the state already.

Law on citizens' papers: what a register or the vault holds is not asked again (NĐ 107/2021/NĐ-CP, CV 159/TTg-CĐS); which
papers these are, and since when, are definitions.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tinhso.engines.guidance.types import Finding, OutdatedPaper, Reason
from tinhso.engines.procedures.types import Component, Procedure

# A result's name at the head of a paper's title; shorter ones ("Giấy phép") would name every paper.
_SHORTEST_RESULT = 12
_COPY = re.compile(r"^(?:bản (?:sao|chính|chụp|điện tử)(?: có chứng thực| điện tử)?(?: của)? )+")


def read_outdated(code: str, title: str, since: date, body: Mapping[str, Any]) -> OutdatedPaper:
    """An `outdated_paper` definition as a value; its first legal act is what a finding cites."""
    act = body["legal_basis"][0]
    return OutdatedPaper(
        code=code,
        title=title,
        reason=Reason(body["reason"]),
        since=since,
        words=tuple(_plain(word) for word in body["words"]),
        unless=tuple(_plain(word) for word in body.get("unless", ())),
        document=", ".join(part for part in (act.get("article", ""), act["document"]) if part),
        instead=body["instead"],
    )


def findings(
    procedure: Procedure, rules: Iterable[OutdatedPaper], results: Mapping[str, str], *, on: date
) -> Iterator[Finding]:
    """What the procedure asks for on that day and may not. `results`: name of a result of ours → code of its procedure."""
    in_force = [rule for rule in rules if rule.since <= on]
    named = {_plain(title): title for title in results if len(title) >= _SHORTEST_RESULT}
    for component in procedure.components:
        rule = next((one for one in in_force if names(one, component)), None)
        if rule is not None:
            yield _finding(procedure, component, rule.title, rule.reason, rule.code, _sentence(rule))
        elif not _is_covered(component) and (held := _result_named(component, named)):
            told = (
                f"{held} là kết quả của thủ tục {results[held]}, kho dữ liệu của người nộp đã có nên không đòi nộp lại."
            )
            yield _finding(procedure, component, held, Reason.HELD, "vault", told)


def names(rule: OutdatedPaper, component: Component) -> bool:
    """Whether the paper is the one of the rule; a paper that the state looks up itself is no demand for it."""
    if rule.reason is Reason.HELD and _is_covered(component):
        return False
    text = _plain(component.title)
    return any(_holds(text, word) for word in rule.words) and not any(_holds(text, word) for word in rule.unless)


def _is_covered(component: Component) -> bool:
    return bool(component.available_from or component.result_code or component.shown_only or component.is_form)


def _result_named(component: Component, named: Mapping[str, str]) -> str:
    """The result that the paper is, or a copy of; `named`: its name as compared → as written."""
    text = _COPY.sub("", _plain(component.title))
    return next((title for plain, title in named.items() if text.startswith(plain)), "")


def _finding(procedure: Procedure, component: Component, paper: str, reason: Reason, rule: str, told: str) -> Finding:
    return Finding(
        procedure=procedure.code,
        procedure_title=procedure.title,
        component=component.code,
        paper=paper,
        reason=reason,
        rule=rule,
        message=f"“{_short(component.title)}”: {told}",
        is_ours=procedure.version_id is not None,
    )


def _sentence(rule: OutdatedPaper) -> str:
    if rule.reason is Reason.ABOLISHED:
        return f"{rule.title} không còn giá trị từ {rule.since:%d/%m/%Y} ({rule.document}). {rule.instead}"
    return f"{rule.title} không được yêu cầu nộp lại từ {rule.since:%d/%m/%Y} ({rule.document}). {rule.instead}"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def _holds(text: str, word: str) -> bool:
    """The word as a word: “sổ hộ khẩu” is not in “sổ hộ khẩuX”."""
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _short(title: str) -> str:
    return title if len(title) <= 90 else f"{title[:89].rstrip()}…"
