"""What a filing costs, to the đồng."""

from typing import Any

import pytest

from tinhso.services.fees.domain.assessing import assess
from tinhso.services.fees.domain.reading import problems
from tinhso.services.fees.tests.rules import HALF, POOR, body, line, rule

BANDS = {
    "hit": "unique",
    "each": "/documents",
    "inputs": {"pages": "/pages", "copies": "/copies"},
    "times": "copies",
    "rules": [
        {"when": {"pages": {"from": 1, "to": 2}}, "of": "pages", "per_vnd": 2000},
        {"when": {"pages": {"from": 3}}, "vnd": 4000, "of": "pages", "above": 2, "per_vnd": 1000, "most_vnd": 200_000},
    ],
}


def total(
    rule_body: Any, *, channel: str = "online", case: str | None = None, exemption: str = "", **answers: Any
) -> Any:
    """{line: đồng}, or None for lines that cannot be reckoned."""
    found = assess(rule_body, channel=channel, case=case, answers=answers, exemption=exemption)
    return {one.line.code: one.amount_vnd for one in found.lines} | {one.code: None for one in found.unknown}


def test_the_rate_of_the_channel_counts_before_the_general_one_and_a_case_before_both() -> None:
    amounts = [
        {"channel": "any", "vnd": 150_000},
        {"channel": "online", "vnd": 75_000},
        {"channel": "any", "case": "renewal", "vnd": 30_000},
    ]
    one = rule(line(amounts=amounts))

    assert total(one, channel="online") == {"visit": 75_000}
    assert total(one, channel="counter") == {"visit": 150_000}
    assert total(one, channel="online", case="renewal") == {"visit": 30_000}


def test_a_quantity_multiplies_and_a_list_stands_for_its_length() -> None:
    amounts = [{"channel": "any", "vnd": 8000}]
    copies = rule(line(amounts=amounts, quantity={"from": "/copies", "per": "bản", "per_en": "copy"}))
    cars = rule(line(amounts=amounts, quantity={"from": "/vehicles", "per": "xe", "per_en": "vehicle"}))

    assert total(copies, copies=3) == {"visit": 24_000}
    assert total(cars, vehicles=[{}, {}]) == {"visit": 16_000}
    assert total(copies) == {"visit": None}
    assert total(copies, copies=True) == {"visit": None}
    assert total(copies, copies=-1) == {"visit": None}


def test_an_exemption_lowers_the_lines_it_names_and_never_below_nothing() -> None:
    one = rule(line(), line("map", kind="charge"), exemptions=[POOR, HALF])

    assert total(one, exemption="poor") == {"visit": 0, "map": 0}
    assert total(one, exemption="half") == {"visit": 37_500, "map": 75_000}
    assert total(one, exemption="unheard_of") == {"visit": 75_000, "map": 75_000}


def test_half_of_an_odd_amount_is_rounded_down_for_the_payer() -> None:
    one = rule(line(amounts=[{"channel": "any", "vnd": 25_001}]), exemptions=[HALF])

    assert total(one, exemption="half") == {"visit": 12_500}


@pytest.mark.parametrize(
    "documents", [None, [], [{"pages": 2}], [{"pages": "2", "copies": 1}], [{"pages": 0, "copies": 1}]]
)
def test_a_table_without_its_inputs_or_without_a_row_that_fits_reckons_nothing(documents: Any) -> None:
    assert total(rule(line("page", table=BANDS)), documents=documents) == {"page": None}


def test_the_hit_policy_decides_between_rows_that_fit_at_once() -> None:
    rows = [{"when": {"area": {"from": 0}}, "vnd": 10}, {"when": {"area": {"from": 100}}, "vnd": 5}]
    table = {"inputs": {"area": "/area"}, "rules": rows}

    assert total(rule(line(table={**table, "hit": "first"})), area=150) == {"visit": 10}
    assert total(rule(line(table={**table, "hit": "sum"})), area=150) == {"visit": 15}
    assert total(rule(line(table={**table, "hit": "unique"})), area=150) == {"visit": None}


def _wrong(*lines: dict[str, Any], **parts: Any) -> list[str]:
    return [
        at for at, _ in problems(body(*lines, **parts), situations=frozenset({"house"}), asks=lambda at: at != "/x")
    ]


def test_a_rule_that_cannot_be_is_refused_where_it_is_wrong() -> None:
    overlapping = {
        **BANDS,
        "rules": [{"when": {"pages": {"from": 1, "to": 3}}, "vnd": 1}, {"when": {"pages": {"from": 3}}, "vnd": 2}],
    }
    twice = [{"channel": "any", "vnd": 1}, {"channel": "any", "vnd": 2}]

    assert _wrong(line(table=overlapping)) == ["/lines/0/table/rules/1"]
    assert _wrong(line(), line()) == ["/lines/1/code"]
    assert _wrong(line(amounts=twice)) == ["/lines/0/amounts/1"]
    assert _wrong(line(amounts=[{"channel": "any", "case": "barn", "vnd": 1}])) == ["/lines/0/amounts/0/case"]
    assert _wrong(line(quantity={"from": "/x", "per": "bản", "per_en": "copy"})) == ["/lines/0/quantity/from"]
    assert _wrong(line(stage="filing")) == ["/lines"]
    assert _wrong(line(), advance={"days": 3, "then": "close"}) == ["/advance"]
    assert _wrong(line(), exemptions=[HALF, {**HALF, "lines": ["map"]}]) == [
        "/exemptions/1/lines",
        "/exemptions/1/code",
    ]
    assert _wrong(line(), examples=[{"channel": "online", "expect": {"visit": 1}}]) == ["/examples/0/expect"]
    assert _wrong(line(), examples=[{"channel": "online", "expect": {"visit": 75_000}}]) == []
