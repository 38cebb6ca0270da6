"""The QR of an identity card: seven parts that agree with each other, or nothing of it is used."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.casework.dossiers.cards import Card, read_card

ON = date(2026, 11, 24)
GOOD = ("086195000073", "330000001", "Nguyễn Thị Lan", "12031995", "Nữ", "Số 1, phường Long Châu", "01012021")


def text(**changes: str) -> str:
    names = ("number", "old", "name", "born", "sex", "address", "issued")
    return "|".join(changes.get(name, value) for name, value in zip(names, GOOD, strict=True))


def test_a_card_is_read_whole() -> None:
    assert read_card(text(), on=ON) == Card(
        number="086195000073",
        old_number="330000001",
        full_name="Nguyễn Thị Lan",
        born_on=date(1995, 3, 12),
        sex="female",
        address="Số 1, phường Long Châu",
        issued_on=date(2021, 1, 1),
    )


def test_a_card_of_the_2024_pattern_with_more_parts_is_the_same_card() -> None:
    assert read_card(text() + "||Nguyễn Văn A|Trần Thị B|", on=ON) == read_card(text(), on=ON)


@pytest.mark.parametrize("number", ["086195000073", "M0000001", "1599990018", "1599990018-001", "330000001"])
def test_a_number_alone_is_only_a_number(number: str) -> None:
    assert read_card(f" {number} ", on=ON) == Card(number=number)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"number": "08619500007"}, "số định danh"),
        ({"number": "０８６195000073"}, "số định danh"),
        ({"old": "12345"}, "số chứng minh nhân dân cũ"),
        ({"name": "<script>alert(1)</script>"}, "họ và tên"),
        ({"name": "R2-D2"}, "họ và tên"),
        ({"name": "A" * 101}, "họ và tên"),
        ({"name": ""}, "họ và tên"),
        ({"born": "31021995"}, "ngày sinh"),
        ({"born": "1203199"}, "ngày sinh"),
        ({"sex": "X"}, "giới tính"),
        ({"address": ""}, "nơi thường trú"),
        ({"address": "A" * 201}, "nơi thường trú"),
        ({"issued": "25112026"}, "ngày cấp"),
        ({"issued": "01011990"}, "ngày cấp"),
        ({"sex": "Nam"}, "tự mâu thuẫn"),
        ({"born": "12031996"}, "tự mâu thuẫn"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused_whole(changes: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_card(text(**changes), on=ON)


@pytest.mark.parametrize("hostile", ["|", "a|b", "|" * 6, "|" * 20, text() + "|" * 600, "12345", "", "'; DROP TABLE"])
def test_what_is_no_card_is_a_sentence(hostile: str) -> None:
    with pytest.raises(ValueError, match="thẻ"):
        read_card(hostile, on=ON)


@given(st.text(alphabet=st.characters(), max_size=700))
def test_any_text_is_a_card_or_a_sentence(anything: str) -> None:
    try:
        card = read_card(anything, on=ON)
    except ValueError as why:
        assert "thẻ" in str(why)  # noqa: PT017 - both ways are right
        return
    assert card.number
