"""The folder passes its own checks, and the procedures of the sample are all there and whole."""

import shutil
from itertools import chain
from pathlib import Path

import pytest

from tests.definitions.conftest import ROOT, copy_province
from tinhso.engines.forms import api as forms
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.engines.workflow import api as workflow
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.definitions.loader import Folder
from tinhso.kernel.definitions.types import Definition

ROUTES = {
    "1.000656": "ours_with_sector",
    "1.000894": "ours_with_sector",
    "1.001193": "ours_with_sector",
    "1.002693": "ours",
    "1.004222": "sector_only",
    "1.004873": "ours",
    "1.013225": "ours",
    "2.000635": "ours",
    "2.000815": "ours",
    "2.000884": "ours",
    "2.002288": "ours_with_sector",
    "3.000333": "ours_with_sector",
}


def _operated(province: Folder) -> list[Definition]:
    return [one for one in province.all("procedure") if one.body["route"] != "sector_only"]


def test_checks_find_nothing() -> None:
    found = definitions.check_folder(ROOT)

    assert [str(problem) for problem in found] == []


def test_offered_online_without_a_process_is_told_with_file_and_line(tmp_path: Path) -> None:
    root = copy_province(tmp_path / "definitions")
    birth, single = (root / "procedures" / "ho-tich" / code for code in ("1.001193", "1.004873"))
    steps = (birth / "steps.yaml").rename(tmp_path / "steps.yaml")
    line = (birth / "procedure.yaml").read_text(encoding="utf-8").splitlines().index("online_level: full") + 1

    assert [str(problem) for problem in Folder(root).check()] == [
        (
            f"definitions/procedures/ho-tich/1.001193/procedure.yaml:{line}: /online_level: "
            "Thủ tục 1.001193 nhận hồ sơ trực tuyến nhưng chưa có quy trình (steps.yaml hoặc process.bpmn)."
        )
    ]

    steps.rename(birth / "steps.yaml")
    for name in ("steps.yaml", "form.schema.json", "form.ui.json"):
        (single / name).unlink()
    for name in ("letters", "cases"):
        shutil.rmtree(single / name)
    (root / "exchange" / "national_intake" / "1.004873.yaml").unlink()
    # Described and not operated it is a page that informs; only the province's list says that it is filed online.
    assert [str(problem) for problem in Folder(root).check()] == [
        "definitions/overrides/danh-muc-truc-tuyen-2026.yaml:8: /entries/0/procedures/2: "
        f"Thủ tục 1.004873 nhận hồ sơ trực tuyến nhưng chưa có {missing}."
        for missing in ("tờ khai (form.schema.json, form.ui.json)", "quy trình (steps.yaml hoặc process.bpmn)")
    ]


def test_has_the_procedures_with_their_routes(province: Folder) -> None:
    assert {one.code: one.body["route"] for one in province.all("procedure")} == ROUTES


def test_every_operated_procedure_is_whole(province: Folder) -> None:
    for one in _operated(province):
        assert set(one.body) >= {"form", "process", "letters", "cases"}, one.file
        assert forms.check_form(one.body["form"]) == [], one.file
        assert workflow.check_process(one.body["process"]) == [], one.file
        assert set(one.body["letters"]) == {"granted", "refused"}, one.file


def test_sector_only_files_nothing_with_us(province: Folder) -> None:
    residence = province.find("procedure", "1.004222")

    assert residence is not None
    assert set(residence.body) & {"form", "process", "letters"} == set()
    assert residence.body["sector_system"]["url"].startswith("https://")


def test_every_procedure_has_at_least_two_cases(province: Folder) -> None:
    for one in province.all("procedure"):
        assert len(one.body["cases"]) >= 2, one.file


def test_every_situation_has_a_case(province: Folder) -> None:
    for one in province.all("procedure"):
        known = {situation["code"] for situation in one.body.get("situations", ())}
        assert known == {case["given"]["case"] for case in one.body["cases"] if "case" in case["given"]}, one.file


def test_terms_that_the_record_does_not_hold_carry_their_law(province: Folder) -> None:
    for one in province.all("procedure"):
        for line in chain(one.body["terms"], one.body["fees"]):
            assert "source" in line or "legal_basis" in line, one.file


def test_components_and_papers_agree(province: Folder) -> None:
    for one in _operated(province):
        known = {component["code"] for component in one.body["components"]}
        assert set(one.body["form"]["ui"]["papers"]) <= known, one.file


def test_related_procedures_and_ends_of_choosers_are_codes(province: Folder) -> None:
    for chooser in province.all("chooser"):
        ends = [
            option["procedure"] for q in chooser.body["questions"] for option in q["options"] if "procedure" in option
        ]
        assert any(province.find("procedure", code) for code in ends), chooser.file


@pytest.fixture
def fees(applied: None) -> dict[str, Procedure]:
    return {code: procedures.get_procedure(code) for code in ("2.000635", "2.000884", "2.000815")}


def test_fees_count_what_is_asked_for(fees: dict[str, Procedure]) -> None:
    def fee(code: str, channel: str, case: str | None, answers: dict[str, object]) -> int | None:
        return procedures.fee_for(fees[code], channel=channel, case=case, answers=answers)

    assert fee("2.000635", "online", None, {"copies": 3}) == 24_000
    assert fee("2.000884", "counter", "signature", {"documents_count": 2}) == 20_000
    assert fee("2.000815", "counter", None, {"documents": [{"pages": 3, "copies": 1}]}) is None
