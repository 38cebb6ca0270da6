"""From shares to points, exactly: each way of scoring of the definitions, and what a definition may not say."""

from fractions import Fraction
from uuid import UUID

import pytest

from tinhso.insight.scorecards.domain import faults, number, plain, score, told
from tinhso.insight.scorecards.types import (
    Band,
    Below,
    Item,
    Numbers,
    Part,
    Score,
    ScoreRule,
    Scoring,
    Standing,
)

PART = Part(title="x", counts=())


def item(points: str, rule: ScoreRule | None) -> Item:
    whole = None if rule is None else PART
    return Item(
        code="a",
        title="A",
        title_en="",
        points=number(points),
        of=whole,
        good=whole,
        bad=None,
        rule=rule,
        missing="",
        doubt="",
    )


PROPORTIONAL = ScoreRule(scoring=Scoring.PROPORTIONAL)
AT_80 = ScoreRule(scoring=Scoring.THRESHOLD, at=Fraction(80))
AT_80_FACTOR = ScoreRule(scoring=Scoring.THRESHOLD, at=Fraction(80), below=Below.FACTOR, factor=number("0.8"))
AT_80_ZERO = ScoreRule(scoring=Scoring.THRESHOLD, at=Fraction(80), below=Below.ZERO)
ALL_OR_SOME = ScoreRule(scoring=Scoring.STEPS, steps=((Fraction(100), Fraction(2)), (number("0.001"), Fraction(1))))
MEAN = ScoreRule(scoring=Scoring.MEAN)


@pytest.mark.parametrize(
    ("points", "rule", "good", "of", "expected"),
    [
        ("20", PROPORTIONAL, 2, 3, "13,33"),
        ("20", PROPORTIONAL, 3, 3, "20,00"),
        ("6", PROPORTIONAL, -1, 4, "0,00"),
        ("4", AT_80, 80, 100, "4,00"),
        ("4", AT_80, 40, 100, "2,00"),
        ("4", AT_80_FACTOR, 79, 100, "3,20"),
        ("4", AT_80_ZERO, 79, 100, "0,00"),
        ("2", ALL_OR_SOME, 5, 5, "2,00"),
        ("2", ALL_OR_SOME, 4, 5, "1,00"),
        ("2", ALL_OR_SOME, 0, 5, "0,00"),
        ("2", MEAN, 5, 4, "1,25"),
        ("2", MEAN, 9, 4, "2,00"),
    ],
)
def test_a_share_becomes_points_as_the_definition_says(
    points: str, rule: ScoreRule, good: int, of: int, expected: str
) -> None:
    scored = score(item(points, rule), Numbers(of=of, good=good))
    assert told(scored.points) == expected
    assert scored.standing is Standing.COUNTED


def test_without_a_source_or_a_case_there_are_no_points_and_the_total_says_so() -> None:
    counted = score(item("20", PROPORTIONAL), Numbers(of=4, good=4))
    empty = score(item("6", PROPORTIONAL), Numbers())
    missing = score(item("6", None), Numbers(of=9, good=9))
    bands = (Band(at_least=Fraction(90), title="Xuất sắc"), Band(at_least=Fraction(0), title="Yếu"))

    partial = Score(agency_id=None, lines=(counted, empty, missing), bands=bands)
    whole = Score(agency_id=UUID(int=1), lines=(counted,), bands=bands)

    assert [one.standing for one in partial.lines] == [Standing.COUNTED, Standing.EMPTY, Standing.NO_SOURCE]
    assert (told(partial.points), told(partial.out_of)) == ("20,00", "20,00")
    assert (partial.is_complete, partial.band) == (False, "")
    assert (whole.is_complete, whole.band) == (True, "Xuất sắc")


@pytest.mark.parametrize("text", ["", "-1", "1e5", "một", "1.2.3", "9" * 13, "１"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        number(text)


def test_numbers_are_told_with_two_places_and_half_is_rounded_up() -> None:
    assert (told(Fraction(1, 3)), told(Fraction(125, 1000)), plain(Fraction(15825, 1000))) == ("0,33", "0,13", "15.83")


COUNT = {"title": "x", "counts": [{"basis": "accepted"}]}
GOOD = {"code": "a", "title": "A", "points": 5, "of": COUNT, "good": COUNT, "score": {"rule": "proportional"}}


def body(*items: dict[str, object], total: int = 5) -> dict[str, object]:
    return {"total": total, "groups": [{"code": "g", "title": "G", "items": list(items)}]}


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        (body(GOOD, total=6), "/total"),
        (body(GOOD, GOOD, total=10), "/groups/0/items/1/code"),
        (body({**GOOD, "bad": COUNT}), "/groups/0/items/0"),
        (body({**GOOD, "missing": "chưa có"}), "/groups/0/items/0/missing"),
        (body({**GOOD, "score": {"rule": "threshold"}}), "/groups/0/items/0/score/at"),
        (body({**GOOD, "score": {"rule": "steps"}}), "/groups/0/items/0/score/steps"),
    ],
)
def test_a_definition_whose_points_do_not_hold_is_told_where(said: dict[str, object], pointer: str) -> None:
    assert [found for found, _ in faults(said)] == [pointer]
