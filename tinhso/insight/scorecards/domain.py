"""From shares to points, exactly: fractions until they are shown; a definition read into values. No Django here."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from tinhso.insight.scorecards.types import (
    AtOneStop,
    Band,
    Below,
    Card,
    CaseCount,
    Counted,
    Group,
    Item,
    Numbers,
    Part,
    ProcedureCount,
    Scored,
    ScoreRule,
    Scoring,
    Standing,
)
from tinhso.insight.warehouse.types import Basis, Count

_HUNDRED = Fraction(100)


def score(item: Item, numbers: Numbers) -> Scored:
    """The points of one item; none where nothing was counted."""
    if item.rule is None or item.of is None:
        return Scored(item=item, numbers=numbers, standing=Standing.NO_SOURCE, points=Fraction(0))
    if not numbers.of:
        return Scored(item=item, numbers=numbers, standing=Standing.EMPTY, points=Fraction(0))
    return Scored(item=item, numbers=numbers, standing=Standing.COUNTED, points=_points(item, item.rule, numbers))


def _points(item: Item, rule: ScoreRule, numbers: Numbers) -> Fraction:
    share = Fraction(numbers.good, numbers.of)
    if rule.scoring is Scoring.MEAN:
        return min(share, item.points)
    share = max(Fraction(0), min(Fraction(1), share))
    percent = share * _HUNDRED
    match rule.scoring:
        case Scoring.THRESHOLD:
            return item.points if percent >= rule.at else item.points * _below(rule, percent)
        case Scoring.STEPS:
            return next((points for at_least, points in rule.steps if percent >= at_least), Fraction(0))
    return item.points * share


def _below(rule: ScoreRule, percent: Fraction) -> Fraction:
    match rule.below:
        case Below.ZERO:
            return Fraction(0)
        case Below.FACTOR:
            return rule.factor
    return percent / rule.at


def told(points: Fraction) -> str:
    """ "15,82": two places, half of the last one rounded up, as people do on paper."""
    hundredths = (points * 200 + 1) // 2
    return f"{hundredths // 100},{hundredths % 100:02d}"


def plain(points: Fraction) -> str:
    """The same with a point, for programs."""
    return told(points).replace(",", ".")


def number(value: object) -> Fraction:
    """A number of a definition or a form, exactly as it is written. Raises ValueError."""
    text = str(value).strip().replace(",", ".")
    if len(text) > 12 or not all(part.isascii() and part.isdecimal() for part in text.split(".", 1)):
        raise ValueError(text)
    return Fraction(text)


def read(body: Mapping[str, Any], *, code: str, title: str, version_id: UUID, effective_from: date) -> Card:
    """A scorecard as its definition says it."""
    publication = body["publication"]
    return Card(
        code=code,
        title=title,
        title_en=body.get("title_en", ""),
        version_id=version_id,
        effective_from=effective_from,
        legal_basis=tuple(body["legal_basis"]),
        groups=tuple(
            Group(
                code=one["code"],
                title=one["title"],
                title_en=one.get("title_en", ""),
                items=tuple(_item(item) for item in one["items"]),
            )
            for one in body["groups"]
        ),
        bands=tuple(
            sorted(
                (Band(at_least=number(one["at_least"]), title=one["title"]) for one in body["bands"]),
                key=lambda band: -band.at_least,
            )
        ),
        doubt=body.get("doubt", ""),
        licence=publication["licence"],
        licence_url=publication["licence_url"],
        is_public=publication["public"],
    )


def _item(body: Mapping[str, Any]) -> Item:
    return Item(
        code=body["code"],
        title=body["title"],
        title_en=body.get("title_en", ""),
        points=number(body["points"]),
        of=_part(body, "of"),
        good=_part(body, "good"),
        bad=_part(body, "bad"),
        rule=_rule(body["score"]) if "score" in body else None,
        missing=body.get("missing", ""),
        doubt=body.get("doubt", ""),
    )


def _part(body: Mapping[str, Any], name: str) -> Part | None:
    said = body.get(name)
    return None if said is None else Part(title=said["title"], counts=tuple(_count(one) for one in said["counts"]))


def _count(body: Mapping[str, Any]) -> Counted:
    if "cases" in body:
        return CaseCount(measure=body["cases"], good=body.get("good"), adds=body.get("adds", False))
    if "procedures" in body:
        said = dict(body["procedures"])
        place = said.pop("at_one_stop", None)
        return ProcedureCount(**said, at_one_stop=AtOneStop(place) if place else None)
    where = {name: tuple(values) for name, values in body.get("where", {}).items()}
    return Count(basis=Basis(body["basis"]), where=where)


def _rule(body: Mapping[str, Any]) -> ScoreRule:
    return ScoreRule(
        scoring=Scoring(body["rule"]),
        at=number(body.get("at", 0)),
        below=Below(body.get("below", "share")),
        factor=number(body.get("factor", 0)),
        steps=tuple(
            sorted(((number(at), number(points)) for at, points in body.get("steps", ())), key=lambda step: -step[0])
        ),
    )


def faults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the schema cannot say of a definition: pointer and sentence."""
    codes: set[str] = set()
    for at, group in enumerate(body["groups"]):
        for place, item in enumerate(group["items"]):
            pointer = f"/groups/{at}/items/{place}"
            if item["code"] in codes:
                yield f"{pointer}/code", f"“{item['code']}” được ghi hai lần."
            codes.add(item["code"])
            yield from _item_faults(item, pointer)
    total = sum((number(item["points"]) for group in body["groups"] for item in group["items"]), Fraction(0))
    if total != number(body["total"]):
        yield "/total", f"Điểm các chỉ số cộng lại là {told(total)}, không bằng {body['total']}."


def _item_faults(item: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    parts = [name for name in ("good", "bad") if name in item]
    if "missing" in item:
        if parts or "of" in item or "score" in item:
            yield f"{pointer}/missing", "Chưa có nguồn thì không có cách đếm và cách chấm."
        return
    if len(parts) != 1 or "of" not in item or "score" not in item:
        yield pointer, "Phải có of, score và đúng một trong good, bad; hoặc missing khi chưa có nguồn."
        return
    rule = item["score"]
    if rule["rule"] == Scoring.THRESHOLD and number(rule.get("at", 0)) <= 0:
        yield f"{pointer}/score/at", "Ngưỡng phải lớn hơn 0."
    if rule["rule"] == Scoring.STEPS and not rule.get("steps"):
        yield f"{pointer}/score/steps", "Chấm theo bậc phải có các bậc."
