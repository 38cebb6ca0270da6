"""Two versions in words: what was taken out, what was put in, paragraph by paragraph."""

from difflib import SequenceMatcher

from tinhso.services.papers.types import Piece

MOST_WORDS = 6000


def compare(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[Piece, ...], ...]:
    """Lines that changed, each as pieces; lines that are alike are left out."""
    found: list[tuple[Piece, ...]] = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            continue
        paired = min(b - a, d - c)
        found += [_words(before[a + at], after[c + at]) for at in range(paired)]
        found += [(Piece("old", line),) for line in before[a + paired : b]]
        found += [(Piece("new", line),) for line in after[c + paired : d]]
    return tuple(found)


def _words(before: str, after: str) -> tuple[Piece, ...]:
    old, new = before.split(), after.split()
    if len(old) + len(new) > MOST_WORDS:
        return (Piece("old", before), Piece("new", after))
    pieces = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            pieces.append(Piece("same", " ".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("old", " ".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", " ".join(new[c:d])))
    return tuple(pieces)
