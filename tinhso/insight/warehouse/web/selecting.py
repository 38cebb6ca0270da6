"""What a page of figures was asked: days, agency, dimension; and the address of the records behind each figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import FilterField, Option
from tinhso.insight.warehouse import api
from tinhso.insight.warehouse.addresses import pairs_of
from tinhso.insight.warehouse.queries import READ_OFFICERS, READ_OWN
from tinhso.insight.warehouse.types import Basis, Count, Dimension, Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.errors import NotFound

_WRONG_DAY = "Ngày viết như 1/11/2026."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A selection as its page was asked for it, with what could not be read by box."""

    selection: Selection
    errors: Mapping[str, str]
    # Whether the figures by officer are open to whoever asked.
    officers: bool

    @property
    def query(self) -> str:
        """The same selection as a query string."""
        return urlencode(pairs_of(self.selection))

    @property
    def words(self) -> str:
        return f"Từ ngày {self.selection.first:%d/%m/%Y} đến ngày {self.selection.last:%d/%m/%Y}"


def read_selection(given: QueryDict, *, actor: Actor, act: str = "statistics.read") -> Asked:
    """This month so far where no days are asked or they cannot be read. Nobody asks for more than is theirs to see:
    without an agency it is the province for who sees it, else the officer's own."""
    days, errors = [], {}
    for name, otherwise in (("tu", today().replace(day=1)), ("den", today())):
        text = given.get(name, "").strip()
        found = _day(text) if text else otherwise
        if found is None:
            errors[name] = _WRONG_DAY
        days.append(found or otherwise)
    if days[0] > days[1]:
        if not errors:
            errors["den"] = "Ngày cuối phải sau ngày đầu."
        days = [today().replace(day=1), today()]
    agency_id = _agency(given.get("co-quan", ""), days[1])
    if agency_id is None and not access.scope(actor=actor, act=act).everywhere:
        agency_id = actor.agency_id
    selection = Selection(
        first=days[0], last=days[1], agency_id=agency_id, as_then=given.get("nhu", "") == "luc-do", only={}
    )
    officers = any(
        access.can(actor=actor, act=right, agency_id=access.Whose.ANY_OF_MINE) for right in (READ_OFFICERS, READ_OWN)
    )
    return Asked(selection=selection, errors=errors, officers=officers)


def _day(text: str) -> date | None:
    parts = text.split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    try:
        found = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None
    return found if found.year > 2000 else None


def _agency(code: str, on: date) -> UUID | None:
    if not code:
        return None
    found = identity.find_agency(code[:40], on=on) or identity.standing_agency(code[:40])
    if found is None:
        raise NotFound("Không có cơ quan mang mã này.")
    return found.id


def fields_for(request: HttpRequest, asked: Asked, *, actor: Actor, act: str = "statistics.read") -> list[FilterField]:
    """The days and the agency, for a filter bar; agencies are those whose figures the officer sees."""
    scope = access.scope(actor=actor, act=act)
    chosen = asked.selection
    agencies = [one for one in identity.list_agencies() if scope.allows(one.id)]
    fields = [
        FilterField(name=name, label=label, value=request.GET.get(name, "") or f"{day:%d/%m/%Y}")
        for name, label, day in (("tu", "Từ ngày", chosen.first), ("den", "Đến ngày", chosen.last))
    ]
    if len(agencies) > 1:
        value = identity.get_agency(chosen.agency_id).code if chosen.agency_id else ""
        options = tuple(Option(value=one.code, text=one.name) for one in agencies)
        fields.append(FilterField(name="co-quan", label="Cơ quan", kind="select", value=value, options=options))
    return fields


def read_count(given: QueryDict) -> tuple[Count, dict[Dimension, str]]:
    """The count and key of such an address. Raises NotFound for one that nobody made."""
    where: dict[str, tuple[str, ...]] = {}
    try:
        for pair in given.getlist("loc")[:40]:
            name, _, value = pair.partition(":")
            where[name] = (*where.get(name, ()), value[:60])
        count = Count(basis=Basis(given.get("dem", "")), where=where, sum=given.get("cong", ""))
        key = {Dimension(pair.partition(":")[0]): pair.partition(":")[2][:80] for pair in given.getlist("khoa")[:4]}
    except ValueError as unknown:
        raise NotFound("Không có số liệu này.") from unknown
    if any(api.check_count(count)) or not all(api.has_dimension(count.basis, one) for one in key):
        raise NotFound("Không có số liệu này.")
    return count, key


def months_back(day: date, count: int) -> list[date]:
    """The first days of so many months, the newest first."""
    found = [day.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found
