"""The forms of the sample: complete applications pass, what the platform knows is not asked, budgets hold."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.definitions.conftest import ROOT
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.definitions.documents import read_document
from tinhso.kernel.definitions.loader import Folder
from tinhso.lab.bench.over_http import filed_application

_DEMO = read_document(ROOT / "demo" / "applications.yaml", "applications.yaml")[0]
APPLICATIONS: list[dict[str, Any]] = _DEMO["applications"]
KNOWN = ("person", "organisation", "spouse")


def _body(province: Folder, code: str) -> Mapping[str, Any]:
    found = province.find("procedure", code)
    assert found is not None
    return found.body


def test_there_is_an_application_for_every_operated_procedure(province: Folder) -> None:
    operated = {one.code for one in province.all("procedure") if "form" in one.body}

    assert {one["procedure"] for one in APPLICATIONS} == operated
    assert len(operated) == 11


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda a: a["procedure"])
def test_a_complete_application_is_valid(application: dict[str, Any], applied: None, province: Folder) -> None:
    body = _body(province, application["procedure"])
    procedure = procedures.get_procedure(application["procedure"])

    assert forms.validate(forms.compile_form(body["form"]), application["answers"]) == {}
    case = procedures.case_of(procedure, application["answers"])
    assert (case is None) == (not procedure.situations)
    lines = [line for line in procedure.terms if line.kind == "statutory" and line.case in (None, case)]
    assert {line.channel for line in lines} & {"any", application["channel"]}
    workflow.facts_from(body["process"], {"form": application["answers"], "dossier": {}})


def test_what_the_bench_files_is_valid(applied: None, province: Folder) -> None:
    application = filed_application(ROOT / "demo")

    assert (
        forms.validate(forms.compile_form(_body(province, application["procedure"])["form"]), application["answers"])
        == {}
    )


def test_an_application_without_a_required_answer_is_refused(applied: None, province: Folder) -> None:
    (birth,) = (one for one in APPLICATIONS if one["procedure"] == "1.001193")
    answers = {**birth["answers"], "child": {**birth["answers"]["child"], "full_name": ""}}

    problems = forms.validate(forms.compile_form(_body(province, "1.001193")["form"]), answers)

    assert list(problems) == ["/child/full_name"]


def _prefills(schema: Mapping[str, Any]) -> Iterator[str]:
    for part in schema.get("properties", {}).values():
        if "x-prefill" in part:
            names = part["x-prefill"]
            yield from (names if isinstance(names, list) else [names])
        yield from _prefills(part)


def test_every_prefill_names_what_somebody_keeps(province: Folder) -> None:
    kept = {
        f"{result['code']}.{path}"
        for one in province.all("procedure")
        for result in one.body["results"]
        for path in result.get("data", {})
    }
    for one in province.all("procedure"):
        for path in _prefills(one.body.get("form", {}).get("schema", {})):
            assert path.split(".")[0] in KNOWN or path in kept, (one.code, path)


def test_vault_data_points_at_answers_of_the_form(province: Folder) -> None:
    for one in province.all("procedure"):
        for result in one.body["results"]:
            for pointer in result.get("data", {}).values():
                part: Any = one.body["form"]["schema"]
                for step in pointer.strip("/").split("/"):
                    assert step in part["properties"], (one.code, pointer)
                    part = part["properties"][step]


def test_birth_asks_a_mother_at_most_twelve_fields_on_at_most_three_pages(province: Folder) -> None:
    """Register and vault answer (the marriage certificate is there): facts/ux (c), 8 screens and 12 typed fields."""
    form = forms.compile_form(_body(province, "1.001193")["form"])
    (birth,) = (one for one in APPLICATIONS if one["procedure"] == "1.001193")
    asked = []
    for topic in form.topics:
        shown = [one.field for one in topic.asked if one.field.path != "requester.passport_number"]
        if not all(field.prefill for field in shown):
            asked.append((topic.code, [field.path for field in shown]))

    assert [code for code, _ in asked] == ["yeu-cau", "tre", "noi-sinh"]
    assert sum(len(fields) for _, fields in asked) == 11
    assert forms.compile_form(_body(province, "1.001193")["form"]).minutes == 10
    assert birth["applicant"] == "lan.mau"


def test_a_marriage_says_who_the_parents_are_only_where_the_applicant_is_one(province: Folder) -> None:
    topics = {topic["code"]: topic for topic in _body(province, "1.001193")["form"]["ui"]["topics"]}
    parents = {"field": "relation", "in": ["mother", "father"]}
    assert (topics["me"]["prefill_when"], topics["cha"]["prefill_when"]) == (parents, parents)


def test_no_page_asks_more_than_seven_things(province: Folder) -> None:
    for one in province.all("procedure"):
        if "form" in one.body:
            assert max(len(t["fields"]) for t in one.body["form"]["ui"]["topics"]) <= 7, one.file
