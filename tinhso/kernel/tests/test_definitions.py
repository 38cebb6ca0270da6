"""Definition files: positions, refusals, differences."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.definitions import kinds
from tinhso.kernel.definitions.diff import differences
from tinhso.kernel.definitions.documents import UNREADABLE, read_document
from tinhso.kernel.definitions.loader import Folder
from tinhso.kernel.definitions.types import Kind

GOOD = """code: gio-hanh-chinh
title: Giờ hành chính
effective_from: 2025-07-01
legal_basis:
  - document: 45/2019/QH14
    article: Điều 112
days: 5
"""

SCHEMA = {
    "properties": {
        **{key: {} for key in ("code", "title", "effective_from", "legal_basis")},
        "days": {"type": "integer", "maximum": 7},
    },
    "required": ["days"],
    "additionalProperties": False,
}


@pytest.fixture
def sample_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kind:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    kind = Kind(code="sample", pattern="samples/*.yaml", schema=schema)
    monkeypatch.setattr(kinds, "_kinds", {"sample": kind})
    (tmp_path / "definitions" / "samples").mkdir(parents=True)
    return kind


def problems(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "definitions" / "samples" / "a.yaml").write_text(text, encoding="utf-8")
    return [str(p) for p in Folder(tmp_path / "definitions").check()]


def test_a_good_file_has_no_problem_and_keeps_dates_as_text(tmp_path: Path, sample_kind: Kind):
    assert problems(tmp_path, GOOD) == []
    (definition,) = Folder(tmp_path / "definitions").all("sample")
    assert definition.effective_from.isoformat() == "2025-07-01"
    assert definition.body["effective_from"] == "2025-07-01"


def test_every_error_names_file_and_line(tmp_path: Path, sample_kind: Kind):
    assert problems(tmp_path, GOOD.replace("days: 5", "days: nhiều")) == [
        "definitions/samples/a.yaml:7: /days: phải là số nguyên"
    ]
    assert problems(tmp_path, GOOD.replace("days: 5\n", "days: 5\ndays: 6\n")) == [
        "definitions/samples/a.yaml:8: /days: khóa lặp lại"
    ]
    assert problems(tmp_path, "code: [") == [
        "definitions/samples/a.yaml:1: /: YAML/JSON không đọc được: thiếu giá trị, hoặc chưa đóng ngoặc"
    ]


def test_an_error_stands_at_its_line_in_the_writers_words(tmp_path: Path, sample_kind: Kind):
    here = "definitions/samples/a.yaml"
    assert problems(tmp_path, GOOD + "extra: 1\n") == [f"{here}:8: /extra: khóa lạ: extra"]
    assert problems(tmp_path, GOOD.replace("days: 5", "days: 9")) == [f"{here}:7: /days: phải từ 7 trở xuống"]
    assert problems(tmp_path, GOOD.replace("days: 5", "days:\n\t- 5")) == [
        f"{here}:8: /: YAML/JSON không đọc được: có dấu tab: hãy thụt dòng bằng dấu cách"
    ]


def test_what_stands_on_a_broken_definition_waits_for_it(tmp_path: Path, sample_kind: Kind):
    """Else what the others say about the broken one would bury what to mend."""
    complains = replace(sample_kind, check=lambda one, _: [one.problem("/days", "sai")])
    follows = replace(complains, code="follower", pattern="followers/*.yaml", depends_on=("sample",))
    apart = replace(complains, code="apart", pattern="apart/*.yaml")
    for kind in (complains, follows, apart):
        kinds._kinds[kind.code] = kind
        folder = tmp_path / "definitions" / kind.pattern.partition("/")[0]
        folder.mkdir(exist_ok=True)
        (folder / "a.yaml").write_text(GOOD, encoding="utf-8")

    assert problems(tmp_path, GOOD) == [f"definitions/{one}/a.yaml:7: /days: sai" for one in ("apart", "samples")]
    assert problems(tmp_path, GOOD.replace("days: 5", "days: [")) == [
        "definitions/samples/a.yaml:8: /: YAML/JSON không đọc được: thiếu giá trị, hoặc chưa đóng ngoặc"
    ]


def test_an_empty_file_is_no_definition(tmp_path: Path, sample_kind: Kind):
    assert problems(tmp_path, "# chưa viết gì\n") == ["definitions/samples/a.yaml:1: /: tệp trống"]


def test_without_a_legal_basis_nothing_is_a_definition(tmp_path: Path, sample_kind: Kind):
    without = GOOD.replace("legal_basis:\n  - document: 45/2019/QH14\n    article: Điều 112\n", "")
    assert problems(tmp_path, without) == ["definitions/samples/a.yaml:1: /: thiếu khóa bắt buộc: legal_basis"]


def test_a_day_that_does_not_exist_is_refused(tmp_path: Path, sample_kind: Kind):
    assert problems(tmp_path, GOOD.replace("2025-07-01", "2025-02-30")) == [
        "definitions/samples/a.yaml:3: /effective_from: không phải ngày có thật (năm-tháng-ngày)"
    ]


def test_an_alias_bomb_is_refused(tmp_path: Path, sample_kind: Kind):
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\n"
    assert "bí danh" in problems(tmp_path, bomb)[0]


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "- " * 20_000 + "a"])
def test_a_text_as_deep_as_a_well_is_refused(tmp_path: Path, sample_kind: Kind, text: str):
    assert problems(tmp_path, text) == ["definitions/samples/a.yaml:1: /: lồng nhau quá sâu"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    path = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    path.write_bytes(raw)
    _, _, found = read_document(path, "x.yaml")
    assert all(problem.line >= 1 for problem in found)


@pytest.mark.parametrize(
    "value", ["9" * 5000, "!!timestamp 2025-02-30", "!!timestamp 2025-02-03", "!!binary aGE=", ".nan"]
)
def test_a_value_that_json_does_not_have_is_told_at_its_line(tmp_path: Path, sample_kind: Kind, value: str):
    assert problems(tmp_path, GOOD.replace("days: 5", f"days: {value}")) == [
        f"definitions/samples/a.yaml:7: /: YAML/JSON không đọc được: {UNREADABLE}"
    ]


def test_a_drawing_that_is_no_text_is_told_at_its_line(tmp_path: Path, sample_kind: Kind):
    folder = tmp_path / "definitions" / "drawn" / "one"
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "process.bpmn").write_bytes("<a>\n<b name='Thẩm tra'/></a>".encode("latin-1", "replace") + b"\n\xe9")
    kinds._kinds["drawn"] = replace(sample_kind, code="drawn", pattern="drawn/*/")

    assert [str(one) for one in Folder(tmp_path / "definitions").problems] == [
        "definitions/drawn/one/process.bpmn:3: /process: tệp không phải UTF-8",
        "definitions/drawn/one/process.bpmn:1: /process: khóa lạ: process",
    ]


def test_a_process_described_twice_is_told_and_none_is_chosen(tmp_path: Path, sample_kind: Kind):
    folder = tmp_path / "definitions" / "drawn" / "one"
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "steps.yaml").write_text("steps: []\n", encoding="utf-8")
    (folder / "process.bpmn").write_text("<a/>", encoding="utf-8")
    kinds._kinds["drawn"] = replace(sample_kind, code="drawn", pattern="drawn/*/")

    told = [str(one) for one in Folder(tmp_path / "definitions").problems]

    assert told[0] == (
        "definitions/drawn/one/process.bpmn:1: /process: quy trình được mô tả hai lần: giữ steps.yaml hoặc process.bpmn"
    )


def test_differences_read_like_a_change():
    old = {"term": {"value": 3}, "fees": [1], "gone": 1}
    new = {"term": {"value": 2}, "fees": [1, 2], "new": True}

    assert list(differences(old, new)) == ["~ /term/value: 3 → 2", "+ /fees/1: 2", "+ /new: True", "- /gone: 1"]
