"""The rule by which papers are digitised at the desk: which ones, and what their copies' codes look like."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.procedures.types import Component

_TOKEN = re.compile(r"\{(agency|paper|yyyy|seq:(\d))\}")


@dataclass(frozen=True, kw_only=True)
class DigitisingRule:
    """`papers` is "results" (only results of earlier procedures) or "all"; `pattern` gives the codes."""

    papers: str
    pattern: str
    other: str

    def covers(self, component: Component) -> bool:
        """Whether a copy of this component is made and coded; our own form never is."""
        return not component.is_form and (self.papers == "all" or bool(component.result_code))

    def scope(self, *, agency: str, paper: str, on: date) -> str:
        """The counter from which a code takes its number."""
        return f"digitised.{agency}.{paper}.{on.year}"

    def code(self, *, agency: str, paper: str, on: date, number: int) -> str:
        """The code of a copy; a number longer than its places is written whole."""
        values = {"agency": agency, "paper": paper, "yyyy": f"{on:%Y}"}

        def fill(token: re.Match[str]) -> str:
            places = token.group(2)
            return f"{number:0{int(places)}d}" if places else values[token.group(1)]

        return _TOKEN.sub(fill, self.pattern)


def rule_of(body: Mapping[str, Any]) -> DigitisingRule:
    """The rule that a definition of kind `digitising_rule` says."""
    return DigitisingRule(papers=body["papers"], pattern=body["pattern"], other=body.get("other", "GT"))


def check_pattern(pattern: str) -> list[str]:
    """What is wrong with a pattern of codes."""
    rest = _TOKEN.sub("", pattern)
    wrong = ["có thành phần lạ; dùng được: {agency} {paper} {yyyy} {seq:6}"] if "{" in rest or "}" in rest else []
    if len(re.findall(r"\{seq:\d\}", pattern)) != 1:
        wrong.append("phải có đúng một {seq:n}")
    if any(token not in pattern for token in ("{agency}", "{paper}", "{yyyy}")):
        wrong.append("phải có {agency}, {paper} và {yyyy}, vì số thứ tự đếm riêng cho từng loại giấy và từng năm")
    return wrong
