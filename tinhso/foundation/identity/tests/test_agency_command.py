"""`tinhso agencies code`: one code, both forms, whose it is."""

import json

import pytest
from click.testing import CliRunner

from tinhso.foundation.identity import testing as build
from tinhso.foundation.identity.commands import agencies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("given", ["H99.13", "000.00.13.H99", " h99.13 "])
def test_either_form_gives_both_and_the_agency(given: str) -> None:
    build.province()

    told = json.loads(CliRunner().invoke(agencies, ["code", given, "--json"]).output)

    assert told == {"ok": True, "code": "H99.13", "legacy_code": "000.00.13.H99", "agency": "Sở Mẫu"}


def test_a_code_without_the_older_form_and_no_code_are_told_so() -> None:
    build.province()
    run = CliRunner()

    assert "(mã này không có dạng 13 ký tự)" in run.invoke(agencies, ["code", "H99.101"]).output
    assert "(không có trong cây cơ quan hôm nay)" in run.invoke(agencies, ["code", "H99.77"]).output
    # A level below an absent level is no code.
    refused = run.invoke(agencies, ["code", "000.06.00.H99"])
    assert (refused.exit_code, "không phải mã định danh điện tử" in refused.output) == (1, True)
