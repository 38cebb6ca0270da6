import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.procedures.domain.record import FIELDS, read_record
from tinhso.engines.procedures.domain.record_files import read_files
from tinhso.engines.procedures.errors import RecordUnreadable
from tinhso.engines.procedures.tests.synthetic import ACTS, FURNITURE, PAPERS, WAYS, record

PIECES = [
    WAYS, PAPERS, ACTS, FURNITURE, "Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính", "3", "07", " Ngày làm việc", "Ngày",
    "1 bản chính", "2 bản sao", "Mã: ", "KQ.G99.000001", "12/2030/NĐ-CP", "Miễn phí", "135 VNĐ", "Không có thông tin",
    "(", ")", "kể từ ngày nhận đủ hồ sơ", "20 ngày (hoặc 15 ngày đối với diều)", "\n", "--", ".docx",
    "\u0000", "e\u0301",
]  # fmt: skip


def test_a_whole_record() -> None:
    parsed = read_record(record())

    assert (parsed.code, parsed.field, parsed.levels) == ("9.000001", "Diều và gió", ("province", "commune"))
    assert parsed.subjects == ("organisation", "citizen", "officer")
    assert [(t.channel, t.value, t.fee) for t in parsed.terms] == [("online", 3, 0), ("counter", 5, 20000)]
    assert [(c.title, c.originals, c.copies) for c in parsed.components] == [
        ("Đơn đề nghị.", 1, 0), ("Ảnh chụp con diều", 1, 2),
    ]  # fmt: skip
    assert [(r.title, r.code) for r in parsed.results] == [
        ("Thẻ thả diều", "KQ.G99.000001"), ("Văn bản từ chối", "000.00.00.G99-KQ0002"),
    ]  # fmt: skip
    assert parsed.notes == ()
    assert parsed.contradictions == ()
    assert parsed.understood["cach_thuc_thuc_hien"] == "read"
    assert parsed.understood["yeu_cau_dieu_kien"] == "not_said"


def test_text_by_case_against_a_table_by_channel() -> None:
    table = f"{WAYS}Trực tuyến20 NgàyMiễn phíTrực tiếp15 NgàyMiễn phí"
    steps = "Trong thời hạn 20 ngày (hoặc 15 ngày đối với diều giấy) kể từ ngày nhận đủ hồ sơ, cơ quan cấp phép."

    found = read_record(record(cach_thuc_thuc_hien=table, trinh_tu_thuc_hien=steps)).contradictions

    assert [c.kind for c in found] == ["case_or_channel"]
    assert "diều giấy" in found[0].message


def test_same_number_in_another_unit() -> None:
    table = f"{WAYS}Trực tuyến7 NgàyMiễn phí07 ngày làm việc, kể từ ngày nhận đủ hồ sơ"

    assert [c.kind for c in read_record(record(cach_thuc_thuc_hien=table)).contradictions] == ["term_unit"]


def test_another_number_and_another_fee() -> None:
    table = f"{WAYS}Trực tuyến7 NgàyMiễn phí(50.000 đồng/giấy)Thời hạn giải quyết: 10 ngày"

    assert [c.kind for c in read_record(record(cach_thuc_thuc_hien=table)).contradictions] == ["term_value", "fee"]


def test_the_only_number_of_the_description_is_another_one() -> None:
    """As in 1.013442: online 4 days, while the words beside it say 3 and nothing else."""
    words = "Trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan phải thông báo cho chủ diều."
    table = f"{WAYS}Trực tiếp3 Ngày làm việcMiễn phí{words}Trực tuyến4 Ngày làm việcMiễn phí{words}"

    found = read_record(record(cach_thuc_thuc_hien=table)).contradictions

    assert [(c.kind, c.table) for c in found] == [("term_value", "Trực tuyến: 4 ngày làm việc")]
    assert "03 ngày làm việc" in found[0].text


@pytest.mark.parametrize(
    "words",
    [
        "2 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở thẩm định và báo cáo. 2 ngày làm việc, Ủy ban gửi kết quả.",
        "Trường hợp mất thẻ thì thời hạn xác minh là 30 ngày kể từ ngày nhận đủ hồ sơ.",
        "Chậm nhất 1 ngày làm việc, cơ quan gửi lấy ý kiến của hàng xóm.",
    ],
)
def test_numbers_of_steps_and_cases_in_the_description_are_no_contradiction(words: str) -> None:
    table = f"{WAYS}Trực tuyến4 Ngày làm việcMiễn phí{words}"

    assert read_record(record(cach_thuc_thuc_hien=table)).contradictions == ()


def test_terms_of_single_steps_are_no_contradiction() -> None:
    steps = "Trong thời hạn 2 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở lấy ý kiến của cơ quan liên quan."

    assert read_record(record(trinh_tu_thuc_hien=steps)).contradictions == ()


def test_decomposed_unicode_reads_the_same() -> None:
    table = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến3 Ngày làm việcMiễn phí"
    parsed = read_record(record(cach_thuc_thuc_hien=unicodedata.normalize("NFD", table)))

    assert [(t.channel, t.value, t.unit) for t in parsed.terms] == [("online", 3, "working_days")]


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "x",
        [],
        {},
        {"ma_thu_tuc": 1},
        {"ma_thu_tuc": "9.000001"},
        record(ten_thu_tuc=["a"]),
        record(code="../x"),
    ],
)
def test_what_is_no_record_is_refused(value: Any) -> None:
    with pytest.raises(RecordUnreadable):
        read_record(value)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "raw_text", "khac"]),
        st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)),
    )
)
def test_any_strings_never_break_the_parser(fields: dict[str, str]) -> None:
    parsed = read_record(record() | fields | {"ma_thu_tuc": "9.000002", "ten_thu_tuc": "Tên"})

    json.dumps(parsed.as_json(), allow_nan=False)
    assert all(term.value is None or term.value > 0 for term in parsed.terms)
    assert all(term.fee is None or term.fee == 0 or term.fee >= 1000 for term in parsed.terms)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda children: st.lists(children) | st.dictionaries(st.text(max_size=9), children),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_other_json_is_a_clear_refusal(value: Any) -> None:
    with pytest.raises(RecordUnreadable) as refused:
        read_record(value)

    assert refused.value.message


def test_bad_files_do_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(record("9.000001")), encoding="utf-8")
    (tmp_path / "b.json").write_text("{", encoding="utf-8")
    (tmp_path / "c.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "d.json").write_text(json.dumps(record("9.000001")), encoding="utf-8")
    (tmp_path / "e.json").write_text(json.dumps([record("9.000002"), 7]), encoding="utf-8")
    (tmp_path / "f.json").write_text("[" * 100_000, encoding="utf-8")

    reading = read_files([*sorted(tmp_path.iterdir()), tmp_path / "missing.json"])

    assert sorted(reading.records) == ["9.000001", "9.000002"]
    assert [file.rpartition("/")[2] for file, _ in reading.failures] == [
        "b.json", "c.json", "d.json", "e.json[1]", "f.json", "missing.json",
    ]  # fmt: skip
    assert all(message for _, message in reading.failures)
