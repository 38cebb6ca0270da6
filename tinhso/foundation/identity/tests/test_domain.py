"""Codes and numbers."""

import contextlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.identity.domain import agency_codes, identifiers


@pytest.mark.parametrize(
    ("legacy", "code"),
    [
        ("000.00.00.H49", "H49"),
        ("000.00.16.G09", "G09.16"),
        ("000.06.16.G09", "G09.16.06"),
        ("015.06.16.G09", "G09.16.06.015"),
    ],
)
def test_both_forms_of_an_agency_code_convert(legacy: str, code: str) -> None:
    assert agency_codes.from_legacy(legacy) == code
    assert agency_codes.to_legacy(code) == legacy


@pytest.mark.parametrize("code", ["H55.242", "H37.DN.001", "H49.21.22.023.01", "H49.00"])
def test_a_code_that_the_old_form_cannot_say_has_none(code: str) -> None:
    assert agency_codes.is_code(code)
    assert agency_codes.to_legacy(code) is None


@pytest.mark.parametrize(
    "text", ["", "h49", "H4", "H49.", "H49..01", "49.H01", "H49.ă1", "H49 ", "H49\n", "H49." + "A" * 40]
)
def test_what_is_no_code(text: str) -> None:
    assert not agency_codes.is_code(text)


@pytest.mark.parametrize("text", ["000.06.00.H49", "015.00.16.G09", "00.00.00.H49", "000.00.00.h49", "000.00.00.H49 "])
def test_what_is_no_legacy_code(text: str) -> None:
    assert not agency_codes.is_legacy(text)
    with pytest.raises(ValueError, match=re.escape(text)):
        agency_codes.from_legacy(text)


@given(st.from_regex(r"[A-Z][0-9]{2}(\.[1-9][0-9](\.[1-9][0-9](\.[1-9][0-9]{2})?)?)?", fullmatch=True))
def test_conversion_goes_there_and_back(code: str) -> None:
    legacy = agency_codes.to_legacy(code)
    assert legacy is not None
    assert len(legacy) == 13
    assert agency_codes.from_legacy(legacy) == code


@given(st.text(max_size=40))
def test_no_text_breaks_the_parsers(text: str) -> None:
    agency_codes.is_code(text)
    agency_codes.is_legacy(text)
    for parse in (identifiers.parse_personal_number, identifiers.parse_old_identity_card, identifiers.parse_passport):
        with contextlib.suppress(ValueError):
            parse(text)


@pytest.mark.parametrize(
    ("text", "place", "sex", "year"),
    [
        ("099090000001", "099", "male", 1990),
        ("099 185 000 001", "099", "female", 1985),
        ("099225000001", "099", "male", 2025),
        ("０９９３２５０００００１", "099", "female", 2025),
    ],
)
def test_a_personal_number_tells_sex_and_year(text: str, place: str, sex: str, year: int) -> None:
    number = identifiers.parse_personal_number(text)

    assert (number.place, number.sex, number.birth_year) == (place, sex, year)


def test_a_number_that_contradicts_is_told() -> None:
    number = identifiers.parse_personal_number("099190000001")

    assert identifiers.agrees(number, born_on=date(1990, 2, 3), sex="female") == []
    assert len(identifiers.agrees(number, born_on=date(1991, 2, 3), sex="male")) == 2


@pytest.mark.parametrize("text", ["0100233488", "0314409058-002", "0100112437", "0312687878001", "031 268 7878-001"])
def test_tax_codes_that_hold(text: str) -> None:
    assert identifiers.parse_tax_code(text.replace(" ", ""), personal_allowed=False).replace("-", "").isdigit()


@pytest.mark.parametrize(
    "text", ["0100233480", "0100233488-000", "0100000000", "01002334", "abc", "0100233488-1", "099190000001"]
)
def test_tax_codes_that_do_not(text: str) -> None:
    with pytest.raises(ValueError, match="số"):
        identifiers.parse_tax_code(text, personal_allowed=False)


def test_a_household_may_use_the_owners_number() -> None:
    assert identifiers.parse_tax_code("099190000001", personal_allowed=True) == "099190000001"


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_one_wrong_digit_breaks_a_tax_code(first: str) -> None:
    digit = identifiers.tax_check_digit(first)
    if digit is None or first[2:] == "0000000":
        return
    assert identifiers.parse_tax_code(f"{first}{digit}", personal_allowed=False) == f"{first}{digit}"
    with pytest.raises(ValueError, match="kiểm tra"):
        identifiers.parse_tax_code(f"{first}{(digit + 1) % 10}", personal_allowed=False)
