"""Pure rules of dossiers: allowed transitions, the code's pattern, what is missing."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date

from tinhso.casework.dossiers.types import Status

# facts/onestop §3.2; 2→8 is the cancelled acceptance, which leaves the dossier stopped; 5→1 a filing that was completed
# before it was accepted.
TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.REGISTERED: frozenset({Status.ACCEPTED, Status.NOT_ACCEPTED, Status.SUPPLEMENT, Status.WITHDRAWN}),
    Status.ACCEPTED: frozenset(
        {Status.PROCESSING, Status.SUPPLEMENT, Status.FINANCIAL, Status.WITHDRAWN, Status.STOPPED}
    ),
    Status.NOT_ACCEPTED: frozenset(),
    Status.PROCESSING: frozenset(
        {Status.SUPPLEMENT, Status.FINANCIAL, Status.WITHDRAWN, Status.STOPPED, Status.FINISHED}
    ),
    Status.SUPPLEMENT: frozenset(
        {Status.REGISTERED, Status.PROCESSING, Status.ACCEPTED, Status.WITHDRAWN, Status.STOPPED}
    ),
    Status.FINANCIAL: frozenset({Status.PROCESSING, Status.WITHDRAWN, Status.STOPPED}),
    Status.WITHDRAWN: frozenset(),
    Status.STOPPED: frozenset({Status.PROCESSING, Status.FINISHED}),
    Status.FINISHED: frozenset({Status.RETURNED}),
    Status.RETURNED: frozenset(),
}


def may_become(old: Status, new: Status) -> bool:
    """Whether the national portal's state machine lets a dossier go from one status to another."""
    return new in TRANSITIONS[old]


_TOKEN = re.compile(r"\{(agency|agency_legacy|yymmdd|yyyymmdd|yyyy|seq:(\d))\}")


def check_code_pattern(pattern: str) -> list[str]:
    """What is wrong with a code pattern: unknown tokens, no sequence, no agency, no day."""
    wrong = []
    rest = _TOKEN.sub("", pattern)
    if "{" in rest or "}" in rest:
        wrong.append("có thành phần lạ; dùng được: {agency} {agency_legacy} {yymmdd} {yyyymmdd} {yyyy} {seq:4}")
    if len(re.findall(r"\{seq:\d\}", pattern)) != 1:
        wrong.append("phải có đúng một {seq:n}")
    if "{agency" not in pattern:
        wrong.append("phải có {agency} hoặc {agency_legacy}")
    if "{yy" not in pattern:
        wrong.append("phải có ngày hoặc năm")
    return wrong


def sequence_scope(pattern: str, *, agency: str, day: date) -> str:
    """The counter that a code takes its number from: one an agency and day (or year, where the pattern has no day)."""
    period = day.isoformat() if "mmdd}" in pattern else str(day.year)
    return f"dossier.{agency}.{period}"


def format_code(pattern: str, *, agency: str, agency_legacy: str, day: date, number: int) -> str:
    """The dossier code of a pattern. A number longer than its places is written whole, never cut."""
    values = {
        "agency": agency,
        "agency_legacy": agency_legacy,
        "yymmdd": f"{day:%y%m%d}",
        "yyyymmdd": f"{day:%Y%m%d}",
        "yyyy": f"{day:%Y}",
    }

    def fill(token: re.Match[str]) -> str:
        places = token.group(2)
        return f"{number:0{int(places)}d}" if places else values[token.group(1)]

    return _TOKEN.sub(fill, pattern)


def missing_papers(required: Collection[str], papers: Collection[str], held: Collection[str]) -> tuple[str, ...]:
    """Required component codes that are neither attached nor held, in the order required."""
    there = {*papers, *held}
    return tuple(code for code in required if code not in there)


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def tidy_code(typed: str) -> str:
    """A dossier code as it was printed, from what was typed or pasted: capitals, plain dashes, no blanks."""
    plain = unicodedata.normalize("NFKC", typed).translate(_DASHES).upper()
    return "".join(c for c in plain if c.isprintable() and not c.isspace())
