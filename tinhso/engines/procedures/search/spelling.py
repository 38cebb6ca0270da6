"""Mends single mistyped words and words written without blanks, from the vocabulary of the names themselves."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

_LETTERS = "abcdeghiklmnopqrstuvxyz"
_LONGEST_SYLLABLE = 7
_SHORTEST_GLUED = 6


class Vocabulary:
    """Words and pairs of neighbours of all indexed names (folded). Deterministic: ties go to the alphabet."""

    def __init__(self, names: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        for name in names:
            words = name.split()
            self.words.update(words)
            self.pairs.update(pairwise(words))

    def mend(self, text: str) -> str:
        """The text with unknown words replaced where exactly one way is best; the text itself when all are known."""
        mended: list[str] = []
        words = text.split()
        for position, word in enumerate(words):
            if word in self.words or any(character.isdigit() for character in word):
                mended.append(word)
                continue
            following = words[position + 1] if position + 1 < len(words) else ""
            mended.extend(self._mend_word(word, mended[-1] if mended else "", following))
        return " ".join(mended)

    def _mend_word(self, word: str, before: str, after: str) -> list[str]:
        glued = self._split(word) if len(word) >= _SHORTEST_GLUED else None
        if glued:
            return glued
        near = [candidate for candidate in one_edit_away(word) if candidate in self.words]
        if not near:
            return [word]
        return [min(near, key=lambda one: (-self._support(one, before, after), -self.words[one], one))]

    def _support(self, word: str, before: str, after: str) -> int:
        return self.pairs[before, word] + self.pairs[word, after]

    def _split(self, text: str) -> list[str] | None:
        """The text as known words, with the best supported neighbours; None when there is no way."""
        best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(text) + 1)
        best[0] = (0, ())
        for end in range(1, min(len(text), 60) + 1):
            for start in range(max(0, end - _LONGEST_SYLLABLE), end):
                before, word = best[start], text[start:end]
                if before is None or word not in self.words:
                    continue
                gain = self.pairs[before[1][-1], word] if before[1] else 0
                # Few long words are likelier than many short ones.
                candidate = (before[0] + gain - 3, (*before[1], word))
                current = best[end]
                if current is None or (-candidate[0], candidate[1]) < (-current[0], current[1]):
                    best[end] = candidate
        whole = best[len(text)] if len(text) <= 60 else None
        return list(whole[1]) if whole and len(whole[1]) > 1 else None


def one_edit_away(word: str) -> set[str]:
    """Every spelling one letter away: left out, added, changed or swapped with its neighbour."""
    if len(word) > 2 * _LONGEST_SYLLABLE:
        return set()
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS}
    added = {left + letter + right for left, right in cuts for letter in _LETTERS}
    return deleted | swapped | changed | added
