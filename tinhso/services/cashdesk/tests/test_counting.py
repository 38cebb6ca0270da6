"""Amounts in words, books of numbers, notes counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.services.cashdesk.domain.counting import book_of, counted_vnd
from tinhso.services.cashdesk.domain.words import in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (500, "Năm trăm đồng"),
        (8_000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (2_000_300, "Hai triệu ba trăm đồng"),
        (1_115_055_000, "Một tỷ một trăm mười lăm triệu không trăm năm mươi lăm nghìn đồng"),
    ],
)
def test_an_amount_reads_as_it_is_said(amount: int, words: str) -> None:
    assert in_words(amount) == words


def test_no_amount_is_negative() -> None:
    with pytest.raises(ValueError, match="never negative"):
        in_words(-1)


@given(st.integers(0, 999_999_999_999), st.integers(0, 999_999_999_999))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)


def test_a_book_holds_its_numbers() -> None:
    assert [book_of(number, 50) for number in (1, 50, 51, 100, 101)] == [1, 1, 2, 2, 3]


def test_notes_are_counted_and_others_refused() -> None:
    notes = (500_000, 1_000)

    assert counted_vnd({500_000: 2, 1_000: 3}, notes) == 1_003_000
    assert counted_vnd({}, notes) == 0
    assert counted_vnd({500_000: -1}, notes) is None
    assert counted_vnd({3_000: 1}, notes) is None
