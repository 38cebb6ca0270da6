"""Vietnamese text: one normal form for storage, one folded form for comparison and search."""

import unicodedata

# Zero-width and bidirectional controls hide one text inside another.
_HIDDEN = {"Cf", "Cc", "Co", "Cs", "Cn"}


def clean(text: str) -> str:
    """NFC, one space between words, no control or zero-width characters, nothing around."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        # Nothing to drop: what hides is never printable. Nearly every text comes this way.
        return " ".join(text.split())
    kept = (c if unicodedata.category(c) not in _HIDDEN else (" " if c in "\t\r\n" else "") for c in text)
    return " ".join("".join(kept).split())


def clean_lines(text: str) -> str:
    """As `clean`, line by line: paragraphs stay, blank runs shrink to one blank line."""
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def grouped(number: int) -> str:
    """1234567 → "1.234.567", as Vietnamese writes thousands."""
    return f"{number:,}".replace(",", ".")


def fold(text: str) -> str:
    """Lower case without marks: "Đăng ký" → "dang ky". Index and query are folded alike, on both databases."""
    return bare(text).lower()


def bare(text: str) -> str:
    """Vietnamese without marks, letters as large as they were: "Đăng ký" → "Dang ky"."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return clean("".join(c for c in decomposed if not unicodedata.combining(c)))
