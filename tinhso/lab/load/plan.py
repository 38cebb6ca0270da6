"""How many dossiers of which kind in which week: three years back, about 85 in 100 over, the open ones recent."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tinhso.casework.dossiers.api import DossierMould
from tinhso.foundation.reference.types import Calendar
from tinhso.lab.load.plays import Play, is_regular

YEARS = 3
OPEN_SHARE = 0.15
# Open dossiers were filed in the last weeks; some of them are late.
OPEN_WEEKS = 10


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Dossiers to press together: for each its mould, and by how many weeks it moves."""

    moulds: tuple[tuple[DossierMould, int], ...]


def batches(
    plays: Sequence[Play], weights: Mapping[str, int], count: int, today: date, calendar: Calendar, *, size: int
) -> Iterator[Batch]:
    """Batches of `size`, oldest weeks first. The same arguments give the same plan.

    `weights` say how often each procedure is asked for; one that is not named counts 1.
    """
    chance = random.Random(count)
    open_count = round(count * OPEN_SHARE)
    over = _Chooser([(play.over, weights.get(play.procedure, 1)) for play in plays], calendar, chance)
    waiting = _Chooser(
        [(mould, weights.get(play.procedure, 1)) for play in plays for mould in play.open], calendar, chance
    )
    oldest = today - timedelta(weeks=52 * YEARS)
    chosen = [(over.one(oldest, today), False) for _ in range(count - open_count)]
    chosen += [(waiting.one(today - timedelta(weeks=OPEN_WEEKS), today), True) for _ in range(open_count)]
    ordered = sorted((pair for pair, _ in chosen), key=lambda pair: pair[0].submitted_on + timedelta(weeks=pair[1]))
    for start in range(0, len(ordered), size):
        yield Batch(moulds=tuple(ordered[start : start + size]))


class _Chooser:
    """Chooses moulds by weight, and for each a week in which its whole course lies outside holidays and before today."""

    def __init__(self, moulds: Sequence[tuple[DossierMould, int]], calendar: Calendar, chance: random.Random) -> None:
        self._moulds = [mould for mould, _ in moulds]
        self._weights = [weight for _, weight in moulds]
        self._calendar = calendar
        self._chance = chance
        self._weeks: dict[tuple[int, date], list[int]] = {}

    def one(self, oldest: date, today: date) -> tuple[DossierMould, int]:
        mould = self._chance.choices(self._moulds, self._weights)[0]
        key = (id(mould), oldest)
        if key not in self._weeks:
            self._weeks[key] = self._fitting(mould, oldest, today)
        return mould, self._chance.choice(self._weeks[key])

    def _fitting(self, mould: DossierMould, oldest: date, today: date) -> list[int]:
        found = []
        first = (oldest - mould.submitted_on).days // 7 + 1
        last = (today - mould.done_on).days // 7
        for weeks in range(first, last + 1):
            by = timedelta(weeks=weeks)
            if mould.done_on + by < today and is_regular(self._calendar, mould.submitted_on + by, mould.rows.last + by):
                found.append(weeks)
        return found or [0]
