"""The lines of a group's result (vehicles, trees): each is granted, or refused with a reason of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tinhso.engines.forms import api as forms
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.errors import Invalid

# Where a draft keeps the reasons, by line.
FIELD = "lines"
LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """One line as the result prints it. `key`: "vehicles.2"; `reason`: why it is refused, "" where it is granted."""

    key: str
    number: int
    words: str
    reason: str


def lines_of(version_id: UUID, answers: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[ResultLine, ...]:
    """The lines that the granting letter lists, in order; none where the procedure's result has no list."""
    body = definitions.get_version(version_id).body
    parts = [part for part in body.get("letters", {}).get("granted", {}).get("sections", ()) if part.get("group")]
    if not parts:
        return ()
    groups = forms.groups_in_words(forms.compile_form(body["form"]), answers)
    return tuple(line for part in parts for line in of_part(part, groups, fields))


def of_part(
    part: Mapping[str, Any], groups: Mapping[str, tuple[Mapping[str, str], ...]], fields: Mapping[str, Any]
) -> list[ResultLine]:
    """The lines of one section of the letter: an item of its group each, its named fields in order."""
    refused = fields.get(FIELD) or {}
    group = str(part.get("group", ""))
    found = []
    for number, item in enumerate(groups.get(group, ()), 1):
        words = ", ".join(told for name in part.get("fields", ()) if (told := item.get(name)))
        if words:
            key = f"{group}.{number}"
            found.append(ResultLine(key=key, number=number, words=words, reason=str(refused.get(key, ""))))
    return found


def checked(lines: tuple[ResultLine, ...], reasons: Mapping[str, str]) -> dict[str, str]:
    """The reasons to keep, by line. Raises Invalid for a line that is not there, and when no line is left to grant."""
    kept = {key: reason.strip() for key, reason in reasons.items() if reason.strip()}
    unknown = set(kept) - {line.key for line in lines}
    long = [key for key, reason in kept.items() if len(reason) > LONGEST_REASON]
    if unknown or long:
        raise Invalid("Lý do của một dòng chưa đúng.", fields={"/lines": "Mỗi lý do không quá 500 ký tự."})
    if kept and len(kept) == len(lines):
        raise Invalid(
            "Không còn dòng nào được giải quyết.",
            fields={"/decision": "Mọi dòng đều không giải quyết: chọn quyết định không giải quyết và ghi lý do."},
        )
    return kept


def tally(lines: tuple[ResultLine, ...]) -> str:
    """How many lines are granted, where some are not: "1/2 dòng"; else ""."""
    refused = sum(bool(line.reason) for line in lines)
    return f"{len(lines) - refused}/{len(lines)} dòng" if refused else ""
