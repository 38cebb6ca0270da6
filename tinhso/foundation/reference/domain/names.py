"""Names of units: the word that says what they are, and spellings that mean the same."""

import re
import unicodedata

from tinhso.kernel.text import clean, fold

KINDS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "phường", "xã", "thị trấn", "đặc khu")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_SHORT = {
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "p": "phuong",
    "x": "xa",
    "q": "quan",
    "h": "huyen",
    "t": "tinh",
}
_SHORT_START = re.compile(r"^(tp|tx|tt|p|x|q|h|t)(?:\.\s*|\s+|(?=\d))")


def split_kind(full_name: str) -> tuple[str, str]:
    """("phường", "An Hội") of "Phường An Hội". Raises ValueError when it begins with no known word."""
    lowered = full_name.lower()
    for kind in KINDS:
        if lowered.startswith(f"{kind} "):
            return kind, full_name[len(kind) + 1 :]
    raise ValueError(f"tên đơn vị không bắt đầu bằng {', '.join(KINDS)}: {full_name}")


def fold_query(text: str) -> str:
    """What somebody typed, folded, with "P.", "TP." and the like written out."""
    folded = " ".join(fold(text).split())
    return _SHORT_START.sub(lambda found: f"{_SHORT[found[1]]} ", folded)


def tones_last(text: str) -> str:
    """Lower case with each word's tone put behind it, so that "hoà" and "hòa" are one and "hóa" another."""
    words = []
    for word in clean(text).lower().split():
        letters: list[str] = []
        tones: list[str] = []
        for char in unicodedata.normalize("NFD", word):
            (tones if char in _TONES else letters).append(char)
        words.append("".join(letters + tones))
    return " ".join(words)


def has_marks(text: str) -> bool:
    """Whether somebody took the trouble to type marks."""
    return fold(text) != clean(text).lower()
