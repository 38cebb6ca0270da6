"""What a page of indicators was asked for: which period, which agency, under whose name the past counts."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.ui.types import FilterField, Option
from tinhso.insight.indicators.errors import NoIndicator
from tinhso.insight.indicators.types import Length
from tinhso.insight.reports import api as reports
from tinhso.insight.reports.types import Period
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

PROVINCE = "Toàn tỉnh"
# How a period's code goes on behind the year: reports call them 2026-T10, 2026-Q4, 2026.
_MARKS = {Length.MONTH: "-T", Length.QUARTER: "-Q", Length.YEAR: ""}


class Asked:
    """The asked period (this month without one), agency (the own one for who does not see the province), names."""

    def __init__(self, given: Mapping[str, str], actor: Actor, length: Length = Length.MONTH) -> None:
        self.period: Period = _named(given["ky"]) if given.get("ky") else current(length)
        self.code = self.period.code
        self.as_then = given.get("nhu", "") == "luc-do"
        code = given.get("co-quan", "")[:40]
        found = identity.find_agency(code, on=self.period.last) or identity.standing_agency(code)
        if code and found is None:
            raise NoIndicator
        if found is None and not access.scope(actor=actor, act="statistics.read").everywhere and actor.agency_id:
            found = identity.get_agency(actor.agency_id)
        self.agency: Agency | None = found

    @property
    def selection(self) -> Selection:
        return self.of(self.period)

    def of(self, period: Period) -> Selection:
        """The same agency and names over another period."""
        agency_id = self.agency.id if self.agency else None
        return Selection(first=period.first, last=period.last, agency_id=agency_id, as_then=self.as_then)

    @property
    def place(self) -> str:
        return self.agency.name if self.agency else PROVINCE

    @property
    def query(self) -> str:
        """The same question as a query string."""
        pairs = {"ky": self.code, "co-quan": self.agency.code if self.agency else ""}
        return urlencode(pairs | ({"nhu": "luc-do"} if self.as_then else {}))


def periods(years: Iterable[int] = ()) -> list[Period]:
    """Every period that has begun, of these years; without any of this year and the two before it."""
    asked = tuple(years) or range(today().year - 2, today().year + 1)
    return [one for year in asked for one in reports.periods_of(year, 1) if one.first <= today()]


def _named(code: str) -> Period:
    """The period of this code. Raises NoIndicator for what is none, or has not begun."""
    year = code[:4]
    known = periods((int(year),)) if year.isascii() and year.isdigit() else ()
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise NoIndicator
    return found


def current(length: Length) -> Period:
    """The period of this length that holds today."""
    return _of_length(length)[-1]


def row_of(period: Period, length: Length, *, count: int) -> list[Period]:
    """So many periods of a length up to the one that ends with or before `period`'s last day, the oldest first."""
    years = range(period.last.year - 2, period.last.year + 1)
    return [one for one in _of_length(length, years) if one.first <= period.last][-count:]


def _of_length(length: Length, years: Iterable[int] = ()) -> list[Period]:
    found = [one for one in periods(years) if one.code[4:6] == _MARKS[length]]
    return sorted(found, key=lambda one: one.first)


def fields_for(asked: Asked, *, actor: Actor) -> list[FilterField]:
    """Period, agency and names, for a filter bar; agencies are those whose figures the officer sees."""
    scope = access.scope(actor=actor, act="statistics.read")
    agencies = [one for one in identity.list_agencies() if scope.allows(one.id)]
    named = tuple(Option(value=one.code, text=one.title) for one in reversed(periods()))
    then = (Option(value="luc-do", text="Như lúc đó"),)
    fields = [FilterField(name="ky", label="Kỳ", kind="select", value=asked.code, options=named)]
    if len(agencies) > 1:
        options = tuple(Option(value=one.code, text=one.name) for one in agencies)
        value = asked.agency.code if asked.agency else ""
        fields.append(FilterField(name="co-quan", label="Cơ quan", kind="select", value=value, options=options))
    value = "luc-do" if asked.as_then else ""
    return [
        *fields,
        FilterField(name="nhu", label="Cơ quan sau sắp xếp", kind="select", value=value, options=then),
    ]
