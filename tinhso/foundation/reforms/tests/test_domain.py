"""What a reform's rules mean, and what a definition of one may not say."""

from datetime import date
from typing import Any

import pytest

from tinhso.foundation.reforms.domain import reform_from, wrong_moves
from tinhso.foundation.reforms.types import Case, Reform

BASIS = [{"document": "202/2025/QH15"}, {"document": "1687/NQ-UBTVQH15"}]


def reform(*agencies: dict[str, Any], **more: Any) -> Reform:
    body = {"legal_basis": BASIS, "agencies": list(agencies), **more}
    return reform_from(code="r", title="R", effective_from=date(2025, 7, 1), body=body)


def case(procedure: str = "1.1", field: str = "ho-tich", **addresses: str) -> Case:
    return Case(procedure=procedure, field_code=field, commune=lambda place: addresses.get(place.strip("/"), ""))


def target(entry: dict[str, Any], of: Case) -> str:
    move = reform(entry).move_of(entry["from"])
    assert move is not None
    return move.target(of)


@pytest.mark.parametrize(
    ("of", "goes_to"),
    [
        (case(field="xay-dung", land="29554"), "B"),
        (case(field="xay-dung", land="29551"), "A"),
        (case(field="xay-dung"), "A"),
        (case(field="ho-tich", land="29554"), "A"),
        (case(procedure="2.2", field="xay-dung", land="29554"), "C"),
    ],
)
def test_the_first_rule_whose_conditions_all_hold_decides_else_the_heir(of: Case, goes_to: str) -> None:
    rules = [
        {"procedures": ["2.2"], "to": "C"},
        {"fields": ["xay-dung"], "communes": ["29554"], "place": "/land", "to": "B"},
    ]

    assert target({"from": "X", "to": "A", "rules": rules}, of) == goes_to


def test_without_a_place_the_applicants_own_address_decides() -> None:
    asked: list[str] = []

    def commune(place: str) -> str:
        asked.append(place)
        return "29554"

    rules = [{"communes": ["29554"], "to": "B"}]
    of = Case(procedure="1.1", field_code="ho-tich", commune=commune)

    assert (target({"from": "X", "to": "A", "rules": rules}, of), asked) == ("B", [""])


def test_an_address_is_read_only_where_a_rule_asks_for_it() -> None:
    def commune(place: str) -> str:
        raise AssertionError("nobody needs the address")

    rules = [{"fields": ["xay-dung"], "communes": ["29554"], "to": "B"}]
    of = Case(procedure="1.1", field_code="ho-tich", commune=commune)

    assert target({"from": "X", "to": "A", "rules": rules}, of) == "A"


def test_the_fallback_takes_whom_nobody_named() -> None:
    with_one = reform({"from": "X", "to": "A"}, fallback={"agency": "F", "reason": "Tạm giữ"})

    assert [move.to for code in ("X", "Y") if (move := with_one.move_of(code)) is not None] == ["A", "F"]
    assert reform({"from": "X", "to": "A"}).move_of("Y") is None


def test_the_last_day_is_the_day_before_and_the_first_basis_is_the_decision() -> None:
    given = reform({"from": "X", "to": "A"})

    assert (given.last_day, given.decision) == (date(2025, 6, 30), "202/2025/QH15")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"agencies": [{"from": "X", "to": "A"}]}, []),
        (
            {"agencies": [{"from": "X", "to": "A"}, {"from": "X", "to": "B"}]},
            [("/agencies/1/from", "Cơ quan “X” được ghi hai lần.")],
        ),
        ({"agencies": [{"from": "Q", "to": "A"}]}, [("/agencies/0/from", "Ngày trước sắp xếp không có cơ quan “Q”.")]),
        ({"agencies": [{"from": "A", "to": "B"}]}, [("/agencies/0/from", "Cơ quan “A” vẫn còn sau sắp xếp.")]),
        ({"agencies": [{"from": "X", "to": "Y"}]}, [("/agencies/0/to", "Sau sắp xếp không có cơ quan “Y”.")]),
        (
            {"agencies": [{"from": "X", "to": "A", "rules": [{"fields": ["f"], "to": "Z"}]}]},
            [("/agencies/0/rules/0/to", "Sau sắp xếp không có cơ quan “Z”.")],
        ),
        (
            {"agencies": [], "fallback": {"agency": "Z", "reason": "r"}},
            [("/fallback/agency", "Sau sắp xếp không có cơ quan “Z”.")],
        ),
        (
            {"agencies": [], "posts": [{"from": "p", "to": "không-có"}, {"from": "q", "ends": "Nghỉ hưu"}]},
            [("/posts/0/to", "Sau sắp xếp không có vị trí “không-có”.")],
        ),
        (
            {"agencies": [{"from": one, "to": "A", "series": "continue"} for one in ("X", "Y")]},
            [("/agencies/1/series", "Số của “X” đã nối tiếp ở “A”; hai dãy số không nối vào một được.")],
        ),
    ],
)
def test_what_a_definition_may_not_say(body: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert list(wrong_moves(body, before={"X", "Y", "A"}, after={"A", "B"}, posts={"p.moi"})) == found
