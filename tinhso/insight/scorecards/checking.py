"""Whether what is shown live is what the events say: tell every fact anew inside a transaction, compare, and take it back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tinhso.insight.scorecards import queries
from tinhso.insight.scorecards.actions import follow
from tinhso.insight.scorecards.shapes import body_of
from tinhso.insight.scorecards.types import Card
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Selection
from tinhso.kernel.actor import system_actor


def index_of(card: Card, month: Selection) -> dict[str, Mapping[str, Any]]:
    """Agency's id ("" = the province) → its score as data."""
    found = {"": body_of(queries.whole(card, month, actor=system_actor()))}
    scores = queries.by_agency(card, month, actor=system_actor())
    return found | {str(key): body_of(one) for key, one in scores.items()}


def differences(card: Card, month: Selection) -> list[str]:
    """Where live and rebuilt differ, in words; empty when they agree. Nothing stays changed."""
    live = index_of(card, month)
    with transaction.atomic():
        warehouse.rebuild()
        follow.rebuild()
        rebuilt = index_of(card, month)
        transaction.set_rollback(True)
    found = []
    for key in sorted(live.keys() | rebuilt.keys()):
        ours, theirs = live.get(key, {"items": {}}), rebuilt.get(key, {"items": {}})
        for code in sorted(ours["items"].keys() | theirs["items"].keys()):
            if ours["items"].get(code) != theirs["items"].get(code):
                found.append(f"{key or 'tỉnh'} {code}: {ours['items'].get(code)} ≠ {theirs['items'].get(code)}")
    return found
