import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.text import clean, clean_lines, fold, grouped


def test_folding_takes_every_vietnamese_mark_away():
    assert fold("Đăng ký khai sinh") == "dang ky khai sinh"
    assert fold("ỮỶỘẴ ợ ử Ặ") == "uyoa o u a"


def test_decomposed_and_composed_text_is_the_same_after_cleaning():
    assert clean(unicodedata.normalize("NFD", "Hòa Bình")) == clean("Hòa Bình") == "Hòa Bình"


def test_hidden_characters_do_not_hide_one_name_inside_another():
    assert clean("Nguyễn\u200b\u202e Văn\x00 A") == "Nguyễn Văn A"


def test_lines_keep_their_paragraphs():
    assert clean_lines("a\r\n\r\n\r\n\r\n b  c \n") == "a\n\nb c"


@given(st.text())
def test_cleaning_and_folding_settle_after_once(text: str):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


def test_thousands_are_written_with_points():
    assert [grouped(one) for one in (0, 999, 12_000, 1_234_567, -5_000)] == [
        "0",
        "999",
        "12.000",
        "1.234.567",
        "-5.000",
    ]
