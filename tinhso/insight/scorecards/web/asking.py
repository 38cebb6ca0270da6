"""What a page of scorecards was asked for: which card, month and agency."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import Agency
from tinhso.foundation.ui.types import FilterField, Option
from tinhso.insight.scorecards import api, queries
from tinhso.insight.scorecards.errors import NoCard
from tinhso.insight.scorecards.types import Card
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

DEFAULT = "qd-766"
_MONTHS = 24


class Asked:
    """The asked card, month (this one without) and agency (the own one for who does not see the province)."""

    def __init__(self, given: Mapping[str, str], actor: Actor) -> None:
        month = api.month_of(given.get("thang", ""))
        self.card: Card = api.card_of(given.get("bo", DEFAULT)[:40], on=month.last)
        found = agency_of(given)
        self.agency_id = found.id if found else queries.seen(actor=actor)
        self.month = month
        self.selection = api.of_agency(month, self.agency_id)

    @property
    def place(self) -> str:
        return api.name_of(self.agency_id)

    @property
    def caption(self) -> str:
        return f"Tháng {self.month.first:%m/%Y}"

    @property
    def pairs(self) -> dict[str, str]:
        code = identity.get_agency(self.agency_id).code if self.agency_id else ""
        pairs = {"bo": self.card.code, "thang": f"{self.month.first:%Y-%m}", "co-quan": code}
        return {name: value for name, value in pairs.items() if value}

    @property
    def query(self) -> str:
        """The same question as a query string."""
        return urlencode(self.pairs)


def agency_of(given: Mapping[str, str]) -> Agency | None:
    """The asked agency, also one that ended; None where none is asked. Raises NoCard for a code that nobody has."""
    code = given.get("co-quan", "")[:40]
    found = (identity.find_agency(code) or identity.standing_agency(code)) if code else None
    if code and found is None:
        raise NoCard
    return found


def fields_for(asked: Asked, *, actor: Actor) -> list[FilterField]:
    """Card, month and agency for a filter bar; agencies are those whose figures the officer sees."""
    scope = access.scope(actor=actor, act=queries.READ)
    agencies = [one for one in identity.list_agencies() if scope.allows(one.id)]
    cards = tuple(Option(value=one.code, text=one.title) for one in api.cards(on=asked.month.last))
    fields = [
        FilterField(name="bo", label="Bộ chỉ số", kind="select", value=asked.card.code, options=cards, empty=""),
        month_field(asked.pairs["thang"]),
    ]
    if len(agencies) > 1:
        options = tuple(Option(value=one.code, text=one.name) for one in agencies)
        value = asked.pairs.get("co-quan", "")
        fields.append(FilterField(name="co-quan", label="Cơ quan", kind="select", value=value, options=options))
    return fields


def month_field(value: str, label: str = "Tháng") -> FilterField:
    """The last two years of months, the newest first."""
    days = [today().replace(day=1)]
    while len(days) < _MONTHS:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    options = tuple(Option(value=f"{day:%Y-%m}", text=f"{day:%m/%Y}") for day in days)
    return FilterField(name="thang", label=label, kind="select", value=value, options=options, empty="")
