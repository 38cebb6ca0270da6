from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tinhso.engines.procedures.domain.terms import read_amount, read_number, read_terms
from tinhso.engines.procedures.tests.synthetic import WAYS


def lines(body: Any) -> tuple[list[tuple[Any, ...]], tuple[str, ...]]:
    terms, notes = read_terms(WAYS + body)
    return [(t.channel, t.case, t.value, t.unit, t.fee) for t in terms], notes


def test_each_channel_has_its_own_term_and_fee() -> None:
    body = "Trực tuyến3 Ngày làm việcMiễn phíDịch vụ bưu chính7 NgàyKhông có thông tinTrực tiếp4 Giờ8,000 VNĐ"

    assert lines(body) == (
        [
            ("online", None, 3, "working_days", 0),
            ("postal", None, 7, "calendar_days", None),
            ("counter", None, 4, "hours", 8000),
        ],
        (),
    )


def test_months_and_half_days() -> None:
    found, _ = lines("Trực tuyến6 ThángMiễn phíTrực tiếp1.5 Ngày làm việcMiễn phí")

    assert found == [("online", None, 6, "months", 0), ("counter", None, 1.5, "working_days", 0)]


def test_a_number_without_unit_keeps_the_number_and_says_so() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tuyến1Miễn phí")

    assert (terms[0].value, terms[0].unit, terms[0].fee) == (1, None, 0)
    assert terms[0].notes == ("“1”: bảng không ghi đơn vị thời gian.",)


def test_no_term_said_is_null() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tiếpKhông có thông tin2,000 Việt Nam Đồng(/trang)Tại xã")

    assert (terms[0].value, terms[0].unit, terms[0].fee) == (None, None, 2000)
    assert (terms[0].fee_note, terms[0].description) == ("/trang", "Tại xã")


def test_number_and_money_run_together_are_not_guessed() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tuyến1200 VNĐ")

    assert (terms[0].value, terms[0].unit, terms[0].fee) == (None, None, None)
    assert "không tách được" in terms[0].notes[0]


def test_too_little_money_is_flagged() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tuyến5 Ngày làm việc135 VNĐ")

    assert (terms[0].value, terms[0].fee, terms[0].fee_text) == (5, None, "135 VNĐ")
    assert "thiếu ba số 0" in terms[0].notes[0]


def test_foreign_money_is_not_dong() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tuyến5 Ngày làm việc10 USD(/bản)")

    assert (terms[0].fee, terms[0].fee_text) == (None, "10 USD")


def test_cases_come_from_descriptions() -> None:
    body = "Trực tiếp7 Ngày làm việcMiễn phíĐối với diều sáoTrực tiếp5 Ngày làm việcMiễn phíĐối với diều giấy"

    assert lines(body)[0] == [
        ("counter", "Đối với diều sáo", 7, "working_days", 0),
        ("counter", "Đối với diều giấy", 5, "working_days", 0),
    ]


def test_cases_come_from_the_words_about_the_fee() -> None:
    body = "Trực tiếp5 Ngày10,000 VNĐ(diều nhỏ)Như nhauTrực tiếp5 Ngày20,000 VNĐ(diều to (trên 2 m))Như nhau"

    assert [(case, fee) for _, case, _, _, fee in lines(body)[0]] == [
        ("diều nhỏ", 10000),
        ("diều to (trên 2 m)", 20000),
    ]


def test_several_terms_that_nothing_tells_apart() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tiếp21 NgàyMiễn phíTrực tiếp5 NgàyMiễn phí")

    assert [(t.case, t.value) for t in terms] == [(None, 21), (None, 5)]
    assert all("nhiều thời hạn" in t.notes[-1] for t in terms)


def test_a_channel_named_in_a_description_is_not_a_line() -> None:
    terms, _ = read_terms(f"{WAYS}Trực tuyến2 NgàyMiễn phíNộp\nDịch vụ bưu chính\t02 Ngày\tvà Trực tiếp tại quầy")

    assert len(terms) == 1


def test_nothing_readable_is_noted() -> None:
    assert read_terms("Xem tại trụ sở") == ((), ("Không tìm thấy dòng nào của bảng cách thức thực hiện.",))
    assert read_terms("Không có thông tin") == ((), ())
    assert read_terms("") == ((), ())


def test_amounts() -> None:
    assert [read_amount(t) for t in ("8,000", "1.000.000", "20000", "1,00", "1.000,000", "")] == [
        8000, 1_000_000, 20000, None, None, None,
    ]  # fmt: skip
    assert [read_number(t) for t in ("07", "1,5", "1.000", "٣")] == [7, 1.5, None, None]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([("Trực tuyến", "online"), ("Trực tiếp", "counter"), ("Dịch vụ bưu chính", "postal")]),
            st.integers(1, 999),
            st.sampled_from([("Ngày làm việc", "working_days"), ("Ngày", "calendar_days"), ("Giờ", "hours")]),
            st.integers(1, 900).map(lambda n: n * 1000),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read(rows: Any) -> None:
    body = "".join(f"{c[0]}{n} {u[0]}{fee:,} VNĐ" for c, n, u, fee in rows)

    found, notes = lines(body)

    assert [(c, n, u, fee) for c, _, n, u, fee in found] == [(c[1], n, u[1], fee) for c, n, u, fee in rows]
    assert notes == ()
