"""The trigram index: entries (names of procedures) by their trigrams, ranked by how much of the query they hold."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tinhso.engines.procedures.search.spelling import Vocabulary
from tinhso.engines.procedures.search.words import fold_words, variants

MAX_QUERY_CHARACTERS = 200
_CANDIDATES = 60
_VARIANTS = 7
# What is much worse than the best only hides it.
_SHARE_OF_BEST = 0.6
# Half of the names begin with it, the other half leave it out.
_SAID_OF_ALL = "thu tuc "
_SMALLEST_SCORE = 0.3
# A trigram that most names hold tells nothing, but costs most.
_COMMON_SHARE = 0.4


@dataclass(frozen=True)
class Entry:
    """One searchable procedure. `names`: its title first, then aliases. `weight` breaks near ties (0 … 0.1)."""

    code: str
    names: tuple[str, ...]
    weight: float = 0.0


@dataclass
class _Name:
    owner: int
    words: str
    grams: frozenset[str]
    is_title: bool
    norm: float = 0.0
    word_set: frozenset[str] = field(default_factory=frozenset)


def trigrams(words: str) -> frozenset[str]:
    """Three letters each, a blank at both ends: "ket hon" → {" ke", "ket", "et ", "t h", " ho", "hon", "on "}."""
    padded = f" {words} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


class TrigramIndex:
    """Immutable once built. The order of `entries` decides nothing: results are ranked by score, length, code."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.code)
        self._codes = {entry.code: position for position, entry in enumerate(self.entries)}
        self._names: list[_Name] = []
        for owner, entry in enumerate(self.entries):
            for position, name in enumerate(entry.names):
                words = fold_words(name).removeprefix(_SAID_OF_ALL)
                if words:
                    self._names.append(
                        _Name(owner, words, trigrams(words), position == 0, word_set=frozenset(words.split()))
                    )
        self.vocabulary = Vocabulary(one.words for one in self._names)
        postings: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self._names):
            for gram in one.grams:
                postings[gram].append(number)
        self._postings = dict(postings)
        total = len(self._names) + 1
        self._weights = {gram: math.log(total / len(numbers)) + 0.05 for gram, numbers in postings.items()}
        for one in self._names:
            one.norm = sum(self._weights[gram] for gram in sorted(one.grams))

    def search(self, query: str, *, limit: int = 20) -> list[tuple[str, float]]:
        """(code, score 0 … about 1.5) of the best entries, best first."""
        text = query[:MAX_QUERY_CHARACTERS]
        best = dict.fromkeys(self._by_code(text), 2.0)
        for words, weight in self._variants(text):
            # What the person wrote counts more than what we made of it.
            for owner, score in self._search_words(words):
                best[owner] = max(best.get(owner, 0.0), score * weight)
        enough = _SHARE_OF_BEST * max(best.values(), default=0.0)
        ranked = sorted(((o, s) for o, s in best.items() if s >= enough), key=lambda pair: self._rank(*pair))
        return [(self.entries[owner].code, round(score, 6)) for owner, score in ranked[:limit]]

    def _variants(self, text: str) -> list[tuple[str, float]]:
        found: dict[str, float] = {}
        for words, weight in (*variants(text), *variants(self.vocabulary.mend(fold_words(text)))):
            found[words] = max(weight, found.get(words, 0.0))
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_VARIANTS]

    def _rank(self, owner: int, score: float) -> tuple[float, int, str]:
        entry = self.entries[owner]
        return (-round(score + entry.weight, 6), len(entry.names[0]), entry.code)

    def _by_code(self, text: str) -> list[int]:
        wanted = text.strip().lower()
        if sum(character.isdigit() for character in wanted) < 4:
            return []
        return [position for code, position in self._codes.items() if _code_matches(code.lower(), wanted)]

    def _search_words(self, words: str) -> list[tuple[int, float]]:
        if not words:
            return []
        grams = sorted(trigrams(words))
        # A trigram that no name holds still counts as missed.
        unknown = math.log(len(self._names) + 1)
        weights = [self._weights.get(gram, unknown) for gram in grams]
        whole = sum(weights)
        ceiling = max(40, int(len(self._names) * _COMMON_SHARE))
        telling = [(g, w) for g, w in zip(grams, weights, strict=True) if 0 < len(self._postings.get(g, ())) <= ceiling]
        if not telling:
            telling = [(g, w) for g, w in zip(grams, weights, strict=True) if g in self._postings]
        held = [0.0] * len(self._names)
        for gram, weight in telling:
            for number in self._postings[gram]:
                held[number] += weight
        touched = [number for number, weight in enumerate(held) if weight > whole * 0.2]
        touched.sort(key=lambda number: (-held[number] / (whole + 0.15 * self._names[number].norm), number))
        return self._rerank(words, frozenset(grams), whole, touched[:_CANDIDATES])

    def _rerank(
        self, words: str, grams: frozenset[str], whole: float, candidates: Sequence[int]
    ) -> list[tuple[int, float]]:
        wanted = words.split()
        results = []
        for number in candidates:
            name = self._names[number]
            weight = sum(self._weights[gram] for gram in sorted(grams & name.grams))
            recall = weight / whole
            precision = weight / name.norm if name.norm else 0.0
            covered = sum(word in name.word_set for word in wanted) / len(wanted)
            phrase = f" {words} " in f" {name.words} "
            score = 0.55 * recall + 0.2 * covered + 0.25 * precision + 0.12 * phrase + 0.15 * (words == name.words)
            if score >= _SMALLEST_SCORE and recall >= _SMALLEST_SCORE:
                results.append((name.owner, score))
        return results


def _code_matches(code: str, wanted: str) -> bool:
    return code.startswith(wanted) or code[2:] == wanted
