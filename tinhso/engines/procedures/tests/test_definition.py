import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tinhso.engines.procedures import api, kinds
from tinhso.engines.procedures.domain.checks import check_chooser_body, check_procedure_body
from tinhso.engines.procedures.domain.definition import read_procedure
from tinhso.engines.procedures.domain.merge import Override, apply_overrides
from tinhso.engines.procedures.testing import procedure_body
from tinhso.engines.procedures.types import Kind, Procedure

ONLINE: dict[str, Any] = {"channel": "online", "value": 4, "unit": "working_days"}
SCHEMAS = Path(kinds.__file__).parent / "schemas"


def procedure(**changes: Any) -> Procedure:
    return read_procedure(procedure_body(**changes), version_id=None)


def chooser_body(**changes: Any) -> dict[str, Any]:
    return {
        "code": "dieu",
        "title": "Diều nào?",
        "effective_from": "2025-07-01",
        "legal_basis": [{"document": "12/2030/QH20"}],
        "start": "size",
        "questions": [
            {
                "code": "size",
                "text": "Diều to hay nhỏ?",
                "options": [
                    {"code": "big", "text": "To", "next": "sound"},
                    {"code": "small", "text": "Nhỏ", "procedure": "9.000001"},
                ],
            },
            {
                "code": "sound",
                "text": "Có sáo không?",
                "options": [
                    {"code": "yes", "text": "Có", "procedure": "9.000002", "because": "Diều có sáo"},
                    {"code": "no", "text": "Không", "procedure": "9.000001"},
                ],
            },
        ],
    } | changes


@pytest.mark.parametrize(("name", "body"), [("procedure", procedure_body()), ("chooser", chooser_body())])
def test_examples_fit_their_schema_and_checks(name: str, body: Any) -> None:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(body, schema, jsonschema.Draft202012Validator)
    check = check_procedure_body(body) if name == "procedure" else check_chooser_body(body, None)
    assert list(check) == []


@pytest.mark.parametrize(
    ("channel", "case", "kind", "expected"),
    [
        ("online", None, Kind.STATUTORY, (5, "working_days")),
        ("online", "big", Kind.STATUTORY, (10, "working_days")),
        ("counter", "small", Kind.STATUTORY, (5, "working_days")),
        ("online", "big", Kind.COMMITTED, (3, "working_days")),
        ("counter", None, Kind.COMMITTED, None),
    ],
)
def test_the_most_exact_term_holds(channel: Any, case: str | None, kind: Kind, expected: Any) -> None:
    term = api.term_for(procedure(), kind=kind, channel=channel, case=case)

    assert (term and (term.value, term.unit)) == expected


def test_a_named_case_counts_more_than_a_named_channel() -> None:
    terms = [
        {"kind": "statutory", "channel": "online", "value": 1, "unit": "hours", "source": "national_record"},
        {
            "kind": "statutory",
            "channel": "any",
            "case": "big",
            "value": 2,
            "unit": "hours",
            "source": "national_record",
        },
    ]

    for order in (terms, terms[::-1]):
        term = api.term_for(procedure(terms=order), kind=Kind.STATUTORY, channel="online", case="big")
        assert term
        assert term.value == 2


@pytest.mark.parametrize(
    ("channel", "case", "answers", "fee"),
    [
        ("online", "small", {}, 10000),
        ("counter", None, {}, 20000),
        ("counter", "big", {}, None),
        ("counter", "big", {"copies": 3}, 35000),
        ("counter", "big", {"copies": "3"}, None),
    ],
)
def test_fee(channel: Any, case: str | None, answers: dict[str, Any], fee: int | None) -> None:
    assert api.fee_for(procedure(), channel=channel, case=case, answers=answers) == fee


@pytest.mark.parametrize(
    ("channel", "case", "answers", "codes"),
    [
        ("online", "small", {}, ["photo"]),
        ("online", "big", {"applicant": {"is_child": True}}, ["photo", "plan", "consent"]),
        ("counter", None, {"applicant": {"is_child": False}}, ["photo", "paper_form"]),
        ("postal", None, {"applicant": "x"}, ["photo", "paper_form"]),
    ],
)
def test_required_papers(channel: Any, case: str | None, answers: dict[str, Any], codes: list[str]) -> None:
    found = api.required_components(procedure(), channel=channel, case=case, answers=answers)

    assert [component.code for component in found] == codes


def test_any_of_several_conditions() -> None:
    when = [{"case": "big"}, {"channel": "postal", "answers": {"/n": {"minimum": 3}}}]
    item = procedure(components=[{"code": "a", "title": "A", "required_when": when}])

    def required(channel: Any, case: str | None, answers: dict[str, Any]) -> bool:
        return bool(api.required_components(item, channel=channel, case=case, answers=answers))

    assert required("online", "big", {})
    assert required("postal", None, {"n": 3})
    assert not required("postal", None, {"n": 2})
    assert not required("postal", None, {})


def test_the_situation_comes_from_the_form() -> None:
    assert api.case_of(procedure(), {"kite": {"size": "big"}}) == "big"
    assert api.case_of(procedure(), {"kite": {"size": ["big"]}}) is None
    assert api.case_of(procedure(), {}) is None


def test_overrides_stand_beside_the_law_and_later_ones_win() -> None:
    first = Override("1/QĐ", {"all": True, "terms": [ONLINE | {"value": 2}], "by_post": True})
    second = Override("2/QĐ", {"field": "dieu-va-gio", "terms": [ONLINE | {"unit": "hours"}]})
    other = Override("3/QĐ", {"procedures": ["9.999999"], "paper_not_accepted": True})

    merged = apply_overrides(procedure(), [first, second, other])

    committed = api.term_for(merged, kind=Kind.COMMITTED, channel="online")
    statutory = api.term_for(merged, kind=Kind.STATUTORY, channel="online")
    assert committed
    assert (committed.value, committed.unit, committed.source) == (4, "hours", "2/QĐ")
    assert statutory
    assert (statutory.value, statutory.unit) == (5, "working_days")
    assert (merged.by_post, merged.paper_not_accepted, merged.decisions) == (True, False, ("1/QĐ", "2/QĐ"))


def test_an_override_never_takes_the_law_away() -> None:
    entry = {"all": True, "terms": [{"channel": "any", "value": 6, "unit": "hours"}]}

    merged = apply_overrides(procedure(), [Override("1/QĐ", entry)])

    assert [(t.kind, t.channel, t.case, t.value) for t in merged.terms] == [
        (Kind.STATUTORY, "any", None, 5),
        (Kind.STATUTORY, "any", "big", 10),
        (Kind.COMMITTED, "online", None, 3),
        (Kind.COMMITTED, "any", None, 6),
    ]


def test_an_override_of_a_fee_shows_in_the_terms() -> None:
    entry = {"all": True, "fees": [{"channel": "any", "amount_vnd": 0}]}

    merged = apply_overrides(procedure(), [Override("1/QĐ", entry)])

    assert [term.fee_vnd for term in merged.terms] == [0, None, 0]


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("terms", 0, "source"), None, "/terms/0"),
        (("terms", 2, "value"), 6, "/terms/2/value"),
        (("terms", 1, "case"), "huge", "/terms/1/case"),
        (("route",), "sector_only", "/route"),
        (("components", 1, "code"), "photo", "/components/1"),
        (("components", 1, "required_when", "case"), "huge", "/components/1/required_when"),
        (
            ("components", 2, "required_when", "answers", "/applicant/is_child"),
            {"type": 3},
            "/components/2/required_when",
        ),
    ],
)
def test_mistakes_are_named(path: tuple[Any, ...], value: Any, pointer: str) -> None:
    body = copy.deepcopy(procedure_body())
    place = body
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value

    assert pointer in [found for found, _ in check_procedure_body(body)]


def test_a_result_given_at_once_cannot_have_days() -> None:
    instant = {"document": "12/2030/QH20"}
    told = ("/instant", "Thủ tục trả kết quả ngay phải có thời hạn same_day cho quầy (counter).")
    body = procedure_body(instant=instant)
    assert told in list(check_procedure_body(body))

    body["terms"] = [{**body["terms"][0], "channel": "counter", "value": 1, "unit": "working_days", "same_day": True}]
    assert told not in list(check_procedure_body(body))
    assert read_procedure(body, version_id=None).is_instant
    assert not procedure().is_instant


def test_cases_run() -> None:
    right = {
        "title": "a",
        "given": {"channel": "online"},
        "expect": {"components": ["photo"], "fee_vnd": 10000, "route": "ours"},
    }
    wrong = {"title": "b", "given": {"channel": "online"}, "expect": {"term": {"value": 6, "unit": "working_days"}}}

    found = list(check_procedure_body(procedure_body(cases=[right, wrong])))

    assert [pointer for pointer, _ in found] == ["/cases/1/expect/term"]


@pytest.mark.parametrize(
    "case",
    [
        {"titel": "b"},
        {"given": {"chanel": "online"}},
        {"expect": {"fee_vdn": 10000}},
        {"due_at": "2026-03-01T09:00"},
    ],
)
def test_an_expectation_that_nobody_checks_is_refused(case: Any) -> None:
    schema = json.loads((SCHEMAS / "procedure.json").read_text(encoding="utf-8"))
    whole = {"title": "a", "given": {"channel": "online"}, "expect": {"route": "ours"}}

    jsonschema.validate(procedure_body(cases=[whole]), schema, jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(procedure_body(cases=[whole | case]), schema, jsonschema.Draft202012Validator)


def test_a_case_of_no_situation_is_refused() -> None:
    case = {"title": "a", "given": {"channel": "online", "case": "nowhere"}, "expect": {"route": "ours"}}

    assert "/cases/0/given/case" in [pointer for pointer, _ in check_procedure_body(procedure_body(cases=[case]))]


def question(code: str, *targets: str) -> dict[str, Any]:
    options = [{"code": f"o{n}", "text": t, ("procedure" if "." in t else "next"): t} for n, t in enumerate(targets)]
    return {"code": code, "text": "?", "options": options}


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([question("size", "b", "9.1"), question("b", "size", "9.1")], "quay vòng"),
        ([question("size", "9.1", "9.2"), question("b", "9.1", "9.2")], "Không có đường nào"),
        ([question("size", "x", "9.2")], "Không có câu hỏi “x”"),
        ([question("size", "9.1", "9.2")], "từ 2 đến 5"),
        (
            [question("size", "q1", "9.1")]
            + [question(f"q{n}", f"q{n + 1}" if n < 5 else "9.1", "9.2") for n in range(1, 6)],
            "từ 2 đến 5",
        ),
    ],
)
def test_choosers_that_do_not_end_are_refused(questions: Any, said: str) -> None:
    assert any(said in sentence for _, sentence in check_chooser_body(chooser_body(questions=questions), None))


def test_ends_may_be_checked_against_known_codes() -> None:
    assert list(check_chooser_body(chooser_body(), ["9.000001", "9.000002"])) == []
    assert [p for p, _ in check_chooser_body(chooser_body(), ["9.000001"])] == ["/questions/1/options/0/procedure"]
