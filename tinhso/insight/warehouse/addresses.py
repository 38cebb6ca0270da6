"""Where the records behind a figure are listed: the selection, the count and the key as an address."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from tinhso.foundation.identity import api as identity
from tinhso.insight.warehouse.types import Count, Dimension, Selection


def pairs_of(selection: Selection) -> list[tuple[str, str]]:
    """A selection as the fields of a page of figures."""
    pairs = [("tu", f"{selection.first:%d/%m/%Y}"), ("den", f"{selection.last:%d/%m/%Y}")]
    if selection.agency_id is not None:
        pairs.append(("co-quan", identity.get_agency(selection.agency_id, on=selection.last).code))
    if selection.as_then:
        pairs.append(("nhu", "luc-do"))
    return pairs


def figure_url(selection: Selection, count: Count, key: Mapping[Dimension, object], *, title: str = "") -> str:
    """Where the records behind a figure are listed."""
    pairs = [*pairs_of(selection), ("dem", count.basis.value)]
    pairs += [("loc", f"{name}:{value}") for name, values in count.where.items() for value in values]
    pairs += [("cong", count.sum)] if count.sum else []
    pairs += [("khoa", f"{dimension.value}:{value if value is not None else ''}") for dimension, value in key.items()]
    pairs += [("ten", title)] if title else []
    return f"{reverse('warehouse:records')}?{urlencode(pairs)}"
