"""Names of units: what they are, and spellings that mean the same."""

import pytest

from tinhso.foundation.reference.domain.names import fold_query, has_marks, split_kind, tones_last


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Phường An Mẫu", ("phường", "An Mẫu")),
        ("Thành phố Mẫu", ("thành phố", "Mẫu")),
        ("Thị trấn Mẫu", ("thị trấn", "Mẫu")),
        ("Đặc khu Mẫu", ("đặc khu", "Mẫu")),
    ],
)
def test_the_first_word_says_what_a_unit_is(full: str, parts: tuple[str, str]) -> None:
    assert split_kind(full) == parts


def test_a_name_without_its_word_is_refused() -> None:
    with pytest.raises(ValueError, match="không bắt đầu bằng"):
        split_kind("An Mẫu")


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("P. An Mẫu", "phuong an mau"),
        ("p1", "phuong 1"),
        ("TP.Mẫu", "thanh pho mau"),
        ("tx mau", "thi xa mau"),
        ("Phú Mẫu", "phu mau"),
        ("Trà  Mẫu", "tra mau"),
    ],
)
def test_short_forms_are_written_out(typed: str, folded: str) -> None:
    assert fold_query(typed) == folded


def test_where_a_tone_is_written_does_not_matter_but_which_tone_does() -> None:
    assert tones_last("Hoà Thuỷ") == tones_last("Hòa Thủy")
    assert tones_last("Hóa") != tones_last("Hòa")
    assert tones_last("Mâu") != tones_last("Mau")


def test_marks_are_noticed() -> None:
    assert has_marks("Hòa")
    assert has_marks("Đong")
    assert not has_marks("Hoa Binh")
