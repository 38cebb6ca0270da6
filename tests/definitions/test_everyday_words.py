"""People find the procedures of the sample by the words they use, with or without marks."""

import pytest

from tinhso.engines.procedures import api as procedures

WORDS = {
    "dang ky khai sinh": "1.001193",
    "làm giấy khai sinh cho bé": "1.001193",
    "giay doc than": "1.004873",
    "xac nhan tinh trang hon nhan": "1.004873",
    "đăng ký kết hôn": "1.000894",
    "bao tu": "1.000656",
    "giấy chứng tử": "1.000656",
    "sao y bản chính": "2.000815",
    "cong chung chu ky": "2.000884",
    "trich luc khai sinh": "2.000635",
    "xin phep xay nha": "1.013225",
    "đốn cây": "1.002693",
    "phu hieu xe tai": "2.002288",
    "nhap ho khau": "1.004222",
    "1.001193": "1.001193",
}


def test_everyday_words_find_the_procedure(applied: None) -> None:
    first = {words: procedures.search(words, limit=3)[0].code for words in WORDS}

    assert first == WORDS


@pytest.mark.parametrize(
    ("words", "chooser"), [("khai sinh", "khai-sinh"), ("kết hôn", "ket-hon"), ("sao y", "chung-thuc")]
)
def test_a_chooser_is_offered_where_siblings_are_confused(applied: None, words: str, chooser: str) -> None:
    assert chooser in [one.code for one in procedures.find_choosers(words)]


def test_committed_terms_are_shorter_and_stand_beside_the_law(applied: None) -> None:
    tree = procedures.get_procedure("1.002693")

    spans = {(line.kind.value, line.case): line.value for line in tree.terms}
    assert spans == {
        ("statutory", "ordinary"): 10,
        ("statutory", "protected"): 20,
        ("committed", "ordinary"): 7,
        ("committed", "protected"): 15,
    }
