"""What the sample says of a procedure is what the national record of its code says, where the records are at hand."""

import json
import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tinhso.kernel.definitions.loader import Folder

# How the records write the units.
_UNITS = {"working_days": "ngày làm việc", "calendar_days": "ngày"}


@pytest.fixture(scope="module")
def records() -> Mapping[str, Mapping[str, Any]]:
    folder = os.environ.get("TINHSO_CORPUS")
    if not folder:
        pytest.skip("TINHSO_CORPUS is not set: the sample is not compared with the national records")
    found = {path.stem: path for path in Path(folder).glob("procedures/*/*.json")}
    assert found, f"TINHSO_CORPUS is {folder}, but no record can be read there"
    return {code: json.loads(path.read_text(encoding="utf-8")) for code, path in found.items()}


def test_field_decision_and_results_agree(province: Folder, records: Mapping[str, Mapping[str, Any]]) -> None:
    for one in province.all("procedure"):
        record = records[one.code]
        assert one.body["field"]["title"] == record["linh_vuc"], one.code
        assert record["so_quyet_dinh"] in {basis["document"] for basis in one.body["legal_basis"]}, one.code
        for result in one.body["results"]:
            assert result["code"] in record["ket_qua_xu_ly"], one.code


def test_acts_cited_are_acts_of_the_record_or_say_why(
    province: Folder, records: Mapping[str, Mapping[str, Any]]
) -> None:
    for one in province.all("procedure"):
        text = records[one.code]["can_cu_phap_ly"] + records[one.code]["so_quyet_dinh"]
        unread = [b["document"] for b in one.body["legal_basis"] if b["document"] not in text and "note" not in b]
        assert unread == [], one.code


def test_terms_and_fees_marked_as_of_the_record_stand_in_it(
    province: Folder, records: Mapping[str, Mapping[str, Any]]
) -> None:
    seen = 0
    for one in province.all("procedure"):
        ways = records[one.code]["cach_thuc_thuc_hien"]
        for line in one.body["terms"]:
            if line.get("source") == "national_record":
                seen += 1
                assert f"{line['value']} {_UNITS[line['unit']]}" in ways.lower(), (one.code, line)
        for line in one.body["fees"]:
            amount = line["amount_vnd"]
            assert ("Miễn phí" if amount == 0 else f"{amount:,}") in ways, (one.code, line)
    assert seen == 6


def test_every_code_that_is_pointed_to_exists(province: Folder, records: Mapping[str, Mapping[str, Any]]) -> None:
    options = (
        option for chooser in province.all("chooser") for q in chooser.body["questions"] for option in q["options"]
    )
    related = chain.from_iterable(one.body.get("related", ()) for one in province.all("procedure"))
    overridden = (
        code for o in province.all("procedure_overrides") for e in o.body["entries"] for code in e["procedures"]
    )

    named = {*(option["procedure"] for option in options if "procedure" in option), *related, *overridden}
    assert sorted(named - set(records)) == []
