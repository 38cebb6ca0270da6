"""The real records, where TINHSO_CORPUS says that they are."""

import os
from pathlib import Path

import pytest

from tinhso.engines.procedures.domain.record_files import Reading, list_files, read_files
from tinhso.engines.procedures.types import ParsedRecord


@pytest.fixture(scope="module")
def reading() -> Reading:
    folder = os.environ.get("TINHSO_CORPUS")
    if not folder:
        pytest.skip("TINHSO_CORPUS is not set: the real records are not read")
    files = list_files([Path(folder) / "procedures"])
    assert len(files) > 1000, f"no records below {folder}"
    return read_files(files)


def parsed(reading: Reading, code: str) -> ParsedRecord:
    return reading.records[code][1]


def test_every_file_is_read(reading: Reading) -> None:
    assert reading.failures == []


def test_most_values_are_understood(reading: Reading) -> None:
    records = [record for _, record in reading.records.values()]
    terms = [term for record in records for term in record.terms]

    assert sum(bool(r.terms) for r in records) == len(records)
    assert sum(t.value is not None or "Bảng không ghi thời gian." in t.notes for t in terms) / len(terms) > 0.99
    assert sum(t.fee is not None or t.fee_text is None for t in terms) / len(terms) > 0.9
    assert sum(r.levels != () and r.subjects != () for r in records) == len(records)
    assert sum(p.originals is not None for r in records for p in r.components) > 5000


def test_channels_with_several_terms(reading: Reading) -> None:
    several = [
        record.code
        for _, record in reading.records.values()
        if any(
            len({(t.value, t.unit) for t in record.terms if t.channel == c}) > 1
            for c in ("online", "counter", "postal")
        )
    ]

    assert len(several) == 42


def test_known_records(reading: Reading) -> None:
    birth = parsed(reading, "1.001193")
    house = parsed(reading, "1.013225")
    residence = parsed(reading, "1.004222")
    extract = parsed(reading, "2.000635")

    assert {(t.value, t.unit, t.fee) for t in birth.terms} == {(1, None, 0)}
    assert [(r.title, r.code) for r in birth.results] == [("Giấy khai sinh", "KQ.G15.000031")]
    assert [(t.channel, t.value, t.unit) for t in house.terms] == [
        ("online", 20, "calendar_days"), ("postal", 20, "calendar_days"), ("counter", 15, "calendar_days"),
    ]  # fmt: skip
    assert "case_or_channel" in [c.kind for c in house.contradictions]
    assert [(t.channel, t.value, t.unit, t.fee) for t in residence.terms] == [
        ("online", 7, "working_days", 10000), ("counter", 7, "working_days", 20000),
    ]  # fmt: skip
    assert [r.code for r in residence.results] == [
        "KQ.G01.000064", "KQ.G01.000065", "KQ.G01.000067", "KQ.G01.000066",
    ]  # fmt: skip
    assert {(t.value, t.unit, t.fee) for t in extract.terms} == {(None, None, 8000)}
    weapons = parsed(reading, "1.013442").contradictions
    assert [(c.kind, c.table) for c in weapons] == [("term_value", "Trực tuyến: 4 ngày làm việc")]
