"""A definition's body as a Reform, and what is wrong with it beside others."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tinhso.foundation.reforms.types import AgencyMove, PostMove, Reform, Rule

Body = Mapping[str, Any]


def reform_from(*, code: str, title: str, effective_from: date, body: Body) -> Reform:
    """The reform that a checked definition describes."""
    basis = body["legal_basis"][0]
    fallback = body.get("fallback", {})
    return Reform(
        code=code,
        title=title,
        effective_from=effective_from,
        decision=str(basis["document"]),
        agencies={entry["from"]: _agency(entry) for entry in body["agencies"]},
        posts={entry["from"]: _post(entry) for entry in body.get("posts", [])},
        units=dict(body.get("units", {})),
        fallback_agency=fallback.get("agency", ""),
        divided_units=body.get("divided_units", ""),
    )


def _agency(entry: Body) -> AgencyMove:
    rules = tuple(
        Rule(
            to=rule["to"],
            procedures=frozenset(rule.get("procedures", ())),
            fields=frozenset(rule.get("fields", ())),
            communes=frozenset(rule.get("communes", ())),
            place=rule.get("place", ""),
        )
        for rule in entry.get("rules", [])
    )
    return AgencyMove(
        code=entry["from"], to=entry["to"], rules=rules, continues_series=entry.get("series") == "continue"
    )


def _post(entry: Body) -> PostMove:
    return PostMove(code=entry["from"], to=entry.get("to"), reason=entry.get("ends", ""))


def wrong_moves(reform: Body, *, before: set[str], after: set[str], posts: set[str]) -> Iterator[tuple[str, str]]:
    """(JSON pointer, sentence): agencies of the day before and of the day, posts of the day."""
    seen: set[str] = set()
    for index, entry in enumerate(reform["agencies"]):
        at, code = f"/agencies/{index}/from", entry["from"]
        if code in seen:
            yield at, f"Cơ quan “{code}” được ghi hai lần."
        seen.add(code)
        if code not in before:
            yield at, f"Ngày trước sắp xếp không có cơ quan “{code}”."
        if code in after:
            yield at, f"Cơ quan “{code}” vẫn còn sau sắp xếp."
    for pointer, target in _targets(reform):
        if target not in after:
            yield pointer, f"Sau sắp xếp không có cơ quan “{target}”."
    for index, entry in enumerate(reform.get("posts", [])):
        if "to" in entry and entry["to"] not in posts:
            yield f"/posts/{index}/to", f"Sau sắp xếp không có vị trí “{entry['to']}”."
    yield from _joined_series(reform)


def _targets(reform: Body) -> Iterator[tuple[str, str]]:
    for index, entry in enumerate(reform["agencies"]):
        yield f"/agencies/{index}/to", entry["to"]
        for number, rule in enumerate(entry.get("rules", [])):
            yield f"/agencies/{index}/rules/{number}/to", rule["to"]
    if "fallback" in reform:
        yield "/fallback/agency", reform["fallback"]["agency"]


def _joined_series(reform: Body) -> Iterator[tuple[str, str]]:
    """Two series of numbers cannot go on as one: the second would give numbers that the first has given."""
    taken: dict[str, str] = {}
    for index, entry in enumerate(reform["agencies"]):
        if (
            entry.get("series") == "continue"
            and (other := taken.setdefault(entry["to"], entry["from"])) != entry["from"]
        ):
            words = f"Số của “{other}” đã nối tiếp ở “{entry['to']}”; hai dãy số không nối vào một được."
            yield f"/agencies/{index}/series", words
