"""Code 128: read back bar by bar as a scanner does, by the rules of the standard and not by the table that drew it."""

import pytest

from tinhso.services.papers.domain import barcode


def scanned(text: str) -> list[str]:
    """The runs of bar and space between the quiet zones, six to a symbol, thirteen modules in the last."""
    modules = []
    at = barcode.QUIET
    for where, width in barcode.bars(text):
        modules += ["0"] * (where - at) + ["1"] * width
        at = where + width
    line = "".join(modules)
    assert len(line) % 11 == 2
    return [line[at : at + 11] for at in range(0, len(line) - 13, 11)] + [line[-13:]]


def test_every_symbol_is_eleven_modules_of_three_bars_with_an_even_number_of_black_ones() -> None:
    symbols = [scanned(chr(code))[1] for code in range(32, 128)]

    assert len(set(symbols)) == 96
    assert all(one[0] == "1" and one[-1] == "0" and one.count("1") % 2 == 0 for one in symbols)
    assert all(len([part for part in one.split("0") if part]) == 3 for one in symbols)


def test_a_known_label_has_its_start_letters_check_and_stop() -> None:
    """PJJ123C in code set B: the check value is 55, as (104 + 48 + 2·42 + 3·42 + 4·17 + 5·18 + 6·19 + 7·35) mod 103 gives."""
    assert barcode.values("PJJ123C") == (104, 48, 42, 42, 17, 18, 19, 35, 55)
    start, letter, *_, stop = scanned("PJJ123C")
    assert (start, letter, stop) == ("11010010000", "11101110110", "1100011101011")


@pytest.mark.parametrize("text", ["", "Đ", "EB\n"])
def test_what_it_cannot_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        barcode.svg(text)
