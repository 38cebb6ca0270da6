"""Typed text becomes values: Vietnamese ways of writing, sentences for what does not hold, no accident on noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.forms.domain import identifiers, values
from tinhso.engines.forms.domain.compiling import fields_in
from tinhso.engines.forms.types import Field, FieldKind

XY = [{"const": "x", "title": "X"}, {"const": "y", "title": "Y"}]
TEXTUAL = (
    *("person_name", "personal_number", "old_id_number", "passport_number", "tax_code", "phone", "email"),
    *("date", "partial_date", "time"),
)
PROPERTIES: dict[str, dict[str, object]] = {
    "text": {"type": "string", "maxLength": 50},
    **{name: {"type": "string", "format": name} for name in TEXTUAL},
    "vnd": {"type": "integer", "format": "vnd"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "choice": {"type": "string", "oneOf": XY},
    "choices": {"type": "array", "items": {"oneOf": XY}},
    "code_list": {"type": "string", "x-code-list": "any"},
    "address": {"type": "object", "format": "address"},
}
KINDS = {FieldKind(name): field for name, field in fields_in({"type": "object", "properties": PROPERTIES}).items()}


def one(kind: FieldKind, *texts: str) -> object:
    field: Field = KINDS[kind]
    return values.parse(
        field, "it", {name: [text] for name, text in zip(values.box_names(field, "it"), texts, strict=False)}
    )


def test_each_kind_was_recognised() -> None:
    assert {kind: field.kind for kind, field in KINDS.items()} == {kind: kind for kind in FieldKind}


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.PERSON_NAME, "  nguyễn   văn  a ", "nguyễn văn a"),
        (FieldKind.PERSON_NAME, "O'Brien-Lê, Jr.", "O'Brien-Lê, Jr."),
        (FieldKind.PERSONAL_NUMBER, "079 203 001 234", "079203001234"),
        (FieldKind.PERSONAL_NUMBER, "079.203.001234", "079203001234"),
        (FieldKind.OLD_ID_NUMBER, "023 456 789", "023456789"),
        (FieldKind.PASSPORT_NUMBER, "c 1234567", "C1234567"),
        (FieldKind.TAX_CODE, "0100233488", "0100233488"),
        (FieldKind.TAX_CODE, "0314409058-002", "0314409058-002"),
        (FieldKind.TAX_CODE, "0312687878001", "0312687878-001"),
        (FieldKind.TAX_CODE, "0100112437", "0100112437"),
        (FieldKind.TAX_CODE, "079203001234", "079203001234"),
        (FieldKind.PHONE, "0912 345 678", "0912345678"),
        (FieldKind.PHONE, "+84 912.345.678", "0912345678"),
        (FieldKind.PHONE, "84912345678", "0912345678"),
        (FieldKind.PHONE, "+84 0912345678", "0912345678"),
        (FieldKind.PHONE, "(0270) 3 822 123", "02703822123"),
        (FieldKind.PHONE, "0044 20 7946 0958", "+442079460958"),
        (FieldKind.EMAIL, " Ten@Example.VN ", "Ten@example.vn"),
        (FieldKind.TIME, "7h30", "07:30"),
        (FieldKind.TIME, "7 giờ 5 phút", "07:05"),
        (FieldKind.TIME, "16h", "16:00"),
        (FieldKind.VND, "1.500.000 đ", 1500000),
        (FieldKind.VND, "1,500,000 VND", 1500000),
        (FieldKind.VND, "1 500 000 đồng", 1500000),
        (FieldKind.INTEGER, "1.200", 1200),
        (FieldKind.INTEGER, "-5", -5),
        (FieldKind.NUMBER, "12,5", 12.5),
        (FieldKind.NUMBER, "1.250,75", 1250.75),
        (FieldKind.NUMBER, "12.5", 12.5),
        (FieldKind.NUMBER, "1.250", 1250),
        (FieldKind.BOOLEAN, "true", True),
        (FieldKind.CHOICE, "y", "y"),
        (FieldKind.CHOICES, "y", ["y"]),
        (FieldKind.TEXT, " dòng 1 \r\n\r\n\r\n dòng  2 ", "dòng 1\n\ndòng 2"),
    ],
)
def test_typed_text_becomes_the_value(kind: FieldKind, typed: str, value: object) -> None:
    assert one(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (FieldKind.PERSON_NAME, "Nguyễn Văn 2", "không có chữ số"),
        (FieldKind.PERSON_NAME, "<b>x</b>", "chỉ gồm chữ cái"),
        (FieldKind.PERSONAL_NUMBER, "07920300123", "bạn đã nhập 11"),
        (FieldKind.PERSONAL_NUMBER, "07920300123a", "chỉ gồm chữ số"),
        (FieldKind.PERSONAL_NUMBER, "079999001234", "tương lai"),
        (FieldKind.PERSONAL_NUMBER, "000203001234", "000"),
        (FieldKind.PERSONAL_NUMBER, "٠٧٩٢٠٣٠٠١٢٣٤", "chỉ gồm chữ số"),
        (FieldKind.TAX_CODE, "0100233480", "chữ số kiểm tra"),
        (FieldKind.TAX_CODE, "0314409058-000", "chữ số kiểm tra"),
        (FieldKind.PHONE, "12345", "chưa đúng"),
        (FieldKind.PHONE, "091234567", "chưa đúng"),
        (FieldKind.EMAIL, "ten@nha", "chưa đúng"),
        (FieldKind.EMAIL, "a..b@x.vn", "chưa đúng"),
        (FieldKind.TIME, "25:00", "Giờ"),
        (FieldKind.VND, "-5", "âm"),
        (FieldKind.VND, "1.5", "bằng đồng"),
        (FieldKind.INTEGER, "1,5", "số nguyên"),
        (FieldKind.NUMBER, "abc", "Hãy nhập một số"),
        (FieldKind.CHOICE, "z", "Hãy chọn"),
        (FieldKind.BOOLEAN, "có", "Hãy chọn"),
    ],
)
def test_wrong_text_is_answered_with_a_sentence(kind: FieldKind, typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        one(kind, typed)


def test_dates_in_three_boxes() -> None:
    assert one(FieldKind.DATE, "2", "tháng 9", "1975") == "1975-09-02"
    assert one(FieldKind.DATE, "", "", "") is None
    assert one(FieldKind.PARTIAL_DATE, "", "", "1956") == "1956"
    assert one(FieldKind.PARTIAL_DATE, "", "3", "1956") == "1956-03"
    for boxes, words in [
        (("", "9", ""), "Ngày còn thiếu ngày và năm"),
        (("31", "2", "2026"), "Không có ngày 31/2/2026"),
        (("1", "13", "2026"), "Tháng phải từ 1 đến 12"),
        (("1", "1", "26"), "Năm phải có 4 chữ số"),
        (("một", "1", "2026"), "chỉ gồm chữ số"),
    ]:
        with pytest.raises(ValueError, match=words):
            one(FieldKind.DATE, *boxes)
    with pytest.raises(ValueError, match="còn thiếu tháng"):
        one(FieldKind.PARTIAL_DATE, "5", "", "1956")


def test_personal_number_must_agree_with_birth_and_sex() -> None:
    assert identifiers.agrees("079203001234", born="2003-05-01", sex_code="male") is None
    assert "năm sinh 2003" in str(identifiers.agrees("079203001234", born="2004", sex_code=None))
    assert "giới tính" in str(identifiers.agrees("079303001234", born="2003", sex_code="male"))
    assert identifiers.birth_year("079090001234") == 1990


@given(st.sampled_from(list(FieldKind)), st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_noise_gives_a_value_or_a_sentence(kind: FieldKind, texts: list[str]) -> None:
    def said() -> str:
        try:
            one(kind, *texts)
        except ValueError as wrong:
            return str(wrong)
        return "a value."

    assert said().endswith((".", "?"))


@given(
    st.one_of(
        st.tuples(
            st.just(FieldKind.DATE), st.dates().filter(lambda d: 1850 <= d.year <= 2200).map(lambda d: d.isoformat())
        ),
        st.tuples(st.just(FieldKind.PARTIAL_DATE), st.sampled_from(["1956", "1956-03", "1956-03-09"])),
        st.tuples(st.just(FieldKind.VND), st.integers(0, 10**15)),
        st.tuples(st.just(FieldKind.INTEGER), st.integers(-(10**15), 10**15)),
        st.tuples(st.just(FieldKind.NUMBER), st.integers(-(10**9), 10**9).map(lambda n: n / 100)),
        st.tuples(st.just(FieldKind.BOOLEAN), st.booleans()),
        st.tuples(st.just(FieldKind.CHOICES), st.sampled_from([["x"], ["y"], ["x", "y"]])),
        st.tuples(st.just(FieldKind.TIME), st.times().map(lambda t: f"{t:%H:%M}")),
    )
)
def test_shown_boxes_read_back_as_the_same_value(pair: tuple[FieldKind, object]) -> None:
    kind, value = pair
    field = KINDS[kind]

    assert values.parse(field, "it", values.typed_of(field, "it", value)) == value


@given(st.text(max_size=60))
def test_parsing_twice_changes_nothing(text: str) -> None:
    for kind in (
        FieldKind.PERSON_NAME,
        FieldKind.PHONE,
        FieldKind.EMAIL,
        FieldKind.TEXT,
        FieldKind.TAX_CODE,
        FieldKind.TIME,
    ):
        try:
            once = one(kind, text)
        except ValueError:
            continue
        assert once is None or one(kind, str(once)) == once
