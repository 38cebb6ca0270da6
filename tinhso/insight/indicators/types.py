"""What indicators say: how one is made, and its value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tinhso.insight.warehouse.types import Count


class Unit(StrEnum):
    """In what a value is told: a share of a hundred, or how many fall to each."""

    PERCENT = "percent"
    EACH = "each"


class Length(StrEnum):
    """For how long a time the indicator is asked for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What stands above or below the line: how it is called, and the count."""

    title: str
    count: Count


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator as its definition says it on a day."""

    code: str
    title: str
    meaning: str
    unit: Unit
    source: str
    period: Length
    legal_basis: tuple[Mapping[str, str], ...]
    effective_from: date
    numerator: Part
    denominator: Part


@dataclass(frozen=True, kw_only=True)
class Value:
    """Numerator and denominator; without a denominator there is no ratio."""

    numerator: int
    denominator: int

    def told(self, unit: Unit) -> str:
        """ "62,5 %" or "14,2"; a dash where there is nothing to divide by."""
        if not self.denominator:
            return "–"
        whole = 100 if unit is Unit.PERCENT else 1
        # Half a tenth is rounded up, as people do on paper.
        tenths = (20 * whole * self.numerator + self.denominator) // (2 * self.denominator)
        number = f"{tenths // 10},{tenths % 10}"
        return f"{number} %" if unit is Unit.PERCENT else number
