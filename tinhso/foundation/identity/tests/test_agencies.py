"""Dated trees of any depth."""

from datetime import date

import pytest

from tinhso.foundation.identity import api
from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.kinds import check_agency_tree
from tinhso.kernel.actor import system_actor
from tinhso.kernel.definitions.types import Definition
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db

THREE_TIERS = [
    {"code": "H98", "legacy_code": "000.00.00.H98", "name": "Tỉnh cũ", "tier": "province", "calendar": "office"},
    {"code": "H98.31", "legacy_code": "000.00.31.H98", "name": "Huyện cũ", "tier": "district", "parent": "H98"},
    {"code": "H98.31.22", "legacy_code": "000.22.31.H98", "name": "Xã cũ", "tier": "commune", "parent": "H98.31"},
]
TWO_TIERS = [
    {"code": "H98", "legacy_code": "000.00.00.H98", "name": "Tỉnh mới", "tier": "province"},
    {"code": "H98.31.22", "name": "Xã mới", "tier": "commune", "parent": "H98"},
]


def apply(agencies: list[dict[str, str]], start: date, end: date | None = None) -> None:
    api.apply_agency_tree(
        tree="tree",
        effective_from=start,
        effective_to=end,
        agencies=list(agencies),
        version_id=new_id(),
        actor=system_actor(),
        posts=[{"code": "xa.chu-tich", "title": agencies[-1]["name"], "agency": "H98.31.22", "roles": []}],
    )


def test_three_tiers_become_two_on_a_day() -> None:
    apply(THREE_TIERS, date(2020, 1, 1))
    apply(TWO_TIERS, date(2025, 7, 1))

    before = api.find_agency("H98.31.22", on=date(2025, 6, 30))
    after = api.find_agency("H98.31.22", on=date(2025, 7, 1))

    assert before is not None
    assert after is not None
    assert (before.id, before.name, before.valid_to) == (after.id, "Xã cũ", date(2025, 6, 30))
    assert len(api.agency_lineage(after.id, on=date(2025, 6, 30))) == 3
    assert len(api.agency_lineage(after.id, on=date(2025, 7, 1))) == 2
    assert api.find_agency("H98.31", on=date(2025, 7, 1)) is None
    gone = api.find_agency("000.00.31.H98", on=date(2025, 6, 30))
    assert gone is not None
    assert api.get_agency(gone.id, on=date(2026, 1, 1)).name == "Huyện cũ"


def test_applying_in_the_wrong_order_or_twice_gives_the_same_tree() -> None:
    apply(TWO_TIERS, date(2025, 7, 1))
    apply(THREE_TIERS, date(2020, 1, 1))
    apply(THREE_TIERS, date(2020, 1, 1))

    assert [agency.name for agency in api.list_agencies(on=date(2025, 6, 30))] == ["Tỉnh cũ", "Huyện cũ", "Xã cũ"]
    assert [agency.name for agency in api.list_agencies(on=date(2025, 7, 1))] == ["Tỉnh mới", "Xã mới"]
    assert api.find_agency("H98", on=date(2019, 12, 31)) is None


def test_a_post_keeps_its_identity_through_a_reorganisation() -> None:
    apply(THREE_TIERS, date(2020, 1, 1))
    first = api.find_post("xa.chu-tich", on=date(2025, 6, 30))
    apply(TWO_TIERS, date(2025, 7, 1))
    second = api.find_post("xa.chu-tich", on=date(2025, 7, 1))

    assert first is not None
    assert second is not None
    assert (first.id, first.title, second.title) == (second.id, "Xã cũ", "Xã mới")


def test_the_calendar_comes_from_above() -> None:
    apply(THREE_TIERS, date(2020, 1, 1))
    commune = api.find_agency("H98.31.22")
    assert commune is not None

    assert api.calendar_code(commune.id) == "office"


def test_the_subtree_is_everything_below() -> None:
    ids = build.province()

    assert api.agency_subtree(ids["H99"]) == frozenset(ids.values())
    assert api.agency_subtree(ids["H99.13"]) == frozenset({ids["H99.13"]})


class Catalogue:
    """Only this definition."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def all(self, kind: str) -> tuple[Definition, ...]:
        return (self.definition,) if kind == "agency_tree" else ()

    def find(self, kind: str, code: str) -> Definition | None:
        return None


def problems(agencies: list[dict[str, str]], posts: list[dict[str, object]]) -> list[tuple[str, str]]:
    definition = Definition(
        kind="agency_tree",
        code="t",
        title="t",
        effective_from=date(2020, 1, 1),
        effective_to=None,
        file="t.yaml",
        body={"agencies": agencies, "posts": posts},
    )
    return [(problem.pointer, problem.message) for problem in check_agency_tree(definition, Catalogue(definition))]


def test_a_good_tree_has_no_problem() -> None:
    assert problems(THREE_TIERS, []) == []


def test_every_mistake_is_told_where_it_stands() -> None:
    found = problems(
        [
            {"code": "H98", "legacy_code": "000.00.31.H98", "name": "A", "tier": "province", "parent": "H98.2"},
            {"code": "H98.2", "name": "B", "tier": "unit", "parent": "H98"},
            {"code": "H98.2", "name": "C", "tier": "unit", "parent": "H97"},
        ],
        [{"code": "p", "title": "P", "agency": "H01", "roles": ["x"]}, {"code": "p", "title": "P", "agency": "H98"}],
    )

    pointers = [pointer for pointer, _ in found]
    assert pointers == [
        "/agencies/0/legacy_code",
        "/agencies/2/code",
        "/agencies/2/parent",
        "/posts/0/agency",
        "/posts/0/roles/0",
        "/posts/1/code",
    ]


def test_a_circle_of_parents_is_told() -> None:
    found = problems(
        [
            {"code": "H98", "name": "A", "tier": "province", "parent": "H98.2"},
            {"code": "H98.2", "name": "B", "tier": "unit", "parent": "H98"},
        ],
        [],
    )

    assert [pointer for pointer, _ in found] == ["/agencies/0/parent", "/agencies/1/parent"]
