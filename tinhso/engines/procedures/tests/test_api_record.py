"""Records as the national service `LayThuTuc` answers them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.procedures import api
from tinhso.engines.procedures.domain.record import raw_strings, read_record
from tinhso.engines.procedures.errors import RecordUnreadable
from tinhso.engines.procedures.models import NationalRecord
from tinhso.engines.procedures.tests.synthetic import api_record, record
from tinhso.engines.procedures.types import Change, ImportReport
from tinhso.kernel.actor import system_actor


def way(channel: str = "Trực tuyến", **time: Any) -> dict[str, Any]:
    return {"KENH": channel, "THOIGIAN": [{"THOIGIANGIAIQUYET": "3", "DONVITINH": "Ngày làm việc"} | time]}


def fee(amount: Any, unit: str = "Đồng", words: str = "") -> dict[str, Any]:
    return {"SOTIEN": amount, "DONVI": unit, "MOTA": words}


def test_a_whole_record() -> None:
    parsed = read_record(api_record())

    assert (parsed.code, parsed.name, parsed.field) == ("9.000001", "Thủ tục cấp thẻ thả diều", "Diều và gió")
    assert parsed.agencies == ("Sở Gió",)
    assert parsed.subjects == ("citizen", "enterprise")
    assert parsed.steps == "Bước 1: nộp hồ sơ.\nBước 2: nhận thẻ."
    assert [(t.channel, t.value, t.unit, t.fee, t.fee_note) for t in parsed.terms] == [
        ("online", 3, "working_days", 0, None), ("counter", 5, "working_days", 20000, "/thẻ"),
    ]  # fmt: skip
    assert [(c.case, c.title, c.code, c.originals, c.copies, c.templates) for c in parsed.components] == [
        ("Diều có sáo", "Đơn đề nghị", "G99.01", 1, 0, ("Mẫu số 01.docx",)),
        ("Diều có sáo", "Ảnh chụp con diều", None, 1, 2, ()),
    ]
    assert [(r.title, r.code) for r in parsed.results] == [("Thẻ thả diều", "KQ.G99.000001")]
    assert [(a.title, a.number) for a in parsed.legal_basis] == [("Luật Thả diều", "12/2030/QH20")]
    assert parsed.notes == ()
    assert parsed.understood["cach_thuc_thuc_hien"] == "read"
    assert parsed.understood["cap_thuc_hien"] == "not_said"
    assert parsed.levels == ()


def test_the_raw_text_of_every_field_is_kept() -> None:
    source = api_record(LA="cái gì đó")

    raw = raw_strings(source)

    assert raw["LA"] == "cái gì đó"
    assert json.loads(raw["CACHTHUCTHUCHIEN"]) == source["CACHTHUCTHUCHIEN"]
    assert set(raw) == set(source)


def test_several_times_and_fees_of_one_channel_are_cases() -> None:
    ways = [
        {
            "KENH": "Trực tuyến",
            "THOIGIAN": [
                {"THOIGIANGIAIQUYET": "3", "DONVITINH": "Ngày làm việc", "MOTA": "Diều giấy"},
                {"THOIGIANGIAIQUYET": "1", "DONVITINH": "Tháng", "MOTA": "Diều sáo"},
            ],
        },
        way("Trực tiếp", PHILEPHI=[fee("10.000", words="Người lớn"), fee("0", words="Trẻ em")]),
    ]

    terms = read_record(api_record(CACHTHUCTHUCHIEN=ways)).terms

    assert [(t.channel, t.case, t.value, t.unit, t.fee) for t in terms] == [
        ("online", "Diều giấy", 3, "working_days", None),
        ("online", "Diều sáo", 1, "months", None),
        ("counter", "Người lớn", 3, "working_days", 10000),
        ("counter", "Trẻ em", 3, "working_days", 0),
    ]


@pytest.mark.parametrize(
    ("line", "value", "unit", "amount", "note"),
    [
        (way(THOIGIANGIAIQUYET=""), None, None, None, "Bảng không ghi thời gian."),
        (way(THOIGIANGIAIQUYET="0"), None, None, None, "Bảng ghi thời gian bằng 0."),
        (way(THOIGIANGIAIQUYET="3-5"), None, "working_days", None, "“3-5”: không hiểu con số."),
        (way(DONVITINH=""), 3, None, None, "“3”: bảng không ghi đơn vị thời gian."),
        (way(DONVITINH="Tuần trăng"), 3, None, None, "“3”: không hiểu đơn vị “Tuần trăng”."),
        (way(PHILEPHI=[fee("135")]), 3, "working_days", None, "“135 Đồng”: số tiền quá nhỏ, có thể thiếu ba số 0."),
        (way(PHILEPHI=[fee("50", "USD")]), 3, "working_days", None, "“50 USD”: không phải tiền đồng."),
        (way(PHILEPHI=[fee("theo biểu")]), 3, "working_days", None, "“theo biểu Đồng”: không hiểu số tiền."),
    ],
)
def test_what_is_not_said_or_not_understood_is_never_guessed(
    line: Any, value: Any, unit: Any, amount: Any, note: str
) -> None:
    parsed = read_record(api_record(CACHTHUCTHUCHIEN=[line]))

    assert [(t.value, t.unit, t.fee) for t in parsed.terms] == [(value, unit, amount)]
    assert [n.message for n in parsed.notes] == [note]


@pytest.mark.parametrize(
    ("changes", "field", "state"),
    [
        ({"CACHTHUCTHUCHIEN": [way("Chim bồ câu")]}, "cach_thuc_thuc_hien", "unread"),
        ({"DOITUONGTHUCHIEN": [{"TENDOITUONG": "Người sao Hỏa"}]}, "doi_tuong_thuc_hien", "unread"),
        ({"THANHPHANHOSO": "một tờ đơn"}, "thanh_phan_ho_so", "unread"),
        ({"CANCUPHAPLY": [{"SOVANBAN": "1/2030/NĐ-CP"}]}, "can_cu_phap_ly", "unread"),
        ({"CANCUPHAPLY": [{"TENVANBAN": "Luật"}, {"SOVANBAN": "1"}]}, "can_cu_phap_ly", "partly"),
        ({"KETQUATHUCHIEN": []}, "ket_qua_xu_ly", "not_said"),
        ({"YEUCAU": ["a"]}, "yeu_cau_dieu_kien", "unread"),
    ],
)
def test_each_field_reports_how_much_was_understood(changes: Any, field: str, state: str) -> None:
    parsed = read_record(api_record(**changes))

    assert parsed.understood[field] == state
    assert any(note.field == field for note in parsed.notes) is (state != "not_said")


def test_table_and_text_are_compared_here_too() -> None:
    words = "Trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan phải thông báo cho chủ diều."

    parsed = read_record(api_record(CACHTHUCTHUCHIEN=[way(THOIGIANGIAIQUYET="4", MOTA=words)]))

    assert [c.kind for c in parsed.contradictions] == ["term_value"]


@pytest.mark.parametrize("wrong", [{"MATTHC": ""}, {"MATTHC": None}, {"MATTHC": "../x"}, {"TENTTHC": " "}])
def test_without_a_code_or_a_name_it_is_refused(wrong: Any) -> None:
    with pytest.raises(RecordUnreadable):
        read_record(api_record(**wrong))


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(400):
        deep = [deep]

    with pytest.raises(RecordUnreadable, match="sâu"):
        read_record(api_record(YEUCAU=deep))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["KENH", "THOIGIAN", "PHILEPHI", "SOTIEN", "GIAYTO", "x"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(set(api_record()) - {"MATTHC", "TENTTHC"})), JSON))
def test_any_json_in_a_field_never_breaks_the_reader(fields: dict[str, Any]) -> None:
    parsed = read_record(api_record(**fields))

    json.dumps(parsed.as_json(), allow_nan=False)
    assert all(term.value is None or term.value > 0 for term in parsed.terms)
    assert all(isinstance(text, str) for text in raw_strings(api_record(**fields)).values())


def take(folder: Path, *records: Any, full_list: bool = False) -> ImportReport:
    (folder / "list.json").write_text(json.dumps(records), encoding="utf-8")
    return api.import_records([folder], dry_run=False, full_list=full_list, actor=system_actor())


@pytest.mark.django_db
def test_an_import_writes_it_and_a_second_one_shows_the_difference(tmp_path: Path) -> None:
    first = take(tmp_path, api_record(), record("9.000002"))
    again = take(tmp_path, api_record(YEUCAU="Có diều"), record("9.000002"))

    assert first.count(Change.NEW) == 2
    assert [(c.code, c.change, c.lines) for c in again.changes] == [
        ("9.000001", Change.CHANGED, ("~ /YEUCAU: Không có thông tin → Có diều",)),
        ("9.000002", Change.SAME, ()),
    ]
    found = api.get_procedure("9.000001")
    assert (found.title, found.agencies, found.conditions) == ("Thủ tục cấp thẻ thả diều", ("Sở Gió",), "Có diều")


@pytest.mark.django_db
def test_what_the_source_holds_back_is_not_shown(tmp_path: Path) -> None:
    take(tmp_path, api_record("9.000001"), api_record("9.000002"))

    report = take(tmp_path, api_record("9.000001", TRANGTHAI="0"), api_record("9.000003", TRANGTHAI=0))

    assert report.unpublished == ("9.000001", "9.000003")
    assert report.failures == ()
    assert dict(NationalRecord.objects.values_list("code", "in_use")) == {"9.000001": False, "9.000002": True}
