"""Freeze a month: the points of the province and of every agency with the cases that count against each."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tinhso.foundation.access import api as access
from tinhso.insight.scorecards import models, queries, reckoning
from tinhso.insight.scorecards.errors import NotOver
from tinhso.insight.scorecards.events import ScorecardFrozen
from tinhso.insight.scorecards.shapes import body_of
from tinhso.insight.scorecards.types import Card, CaseCount, ContestState, Score
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Count, Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.database import lock_key
from tinhso.kernel.errors import Denied, Invalid
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean

_PAGE = 500


def freeze_month(*, code: str, month: Selection, reason: str = "", actor: Actor) -> UUID:
    """Freeze it; the second time it is a correction and needs a reason. Returns the province's copy.

    Raises Denied for whoever does not close figures of the whole province, NoCard, NotOver, Invalid without a reason.
    """
    with transaction.atomic():
        lock_key(f"scorecards.freeze.{code}.{month.first}")
        if not access.scope(actor=actor, act=queries.CLOSE).everywhere:
            raise Denied("Vị trí của bạn không chốt được bộ chỉ số của tỉnh.")
        if month.last >= today():
            raise NotOver("Tháng này chưa hết, chưa chốt được.")
        card = queries.card_of(code, on=month.last)
        rows = models.FrozenCard.objects.filter(card=code, first=month.first)
        before = rows.aggregate(last=Max("number"))["last"] or 0
        why = clean(reason)[:1000]
        if before and not why:
            raise Invalid("Sửa sau khi chốt phải nói lý do.", fields={"/ly_do": "Ghi vì sao phải chốt lại."})
        scores: list[Score] = [queries.whole(card, month, actor=actor)]
        scores += queries.by_agency(card, month, actor=actor).values()
        copies = [_freeze(card, month, score, before + 1, why, actor) for score in scores]
        detail = {"card": code, "month": f"{month.first:%Y-%m}", "number": before + 1}
        access.record_write(actor=actor, act="scorecards.freeze", target=("scorecard", copies[0]), detail=detail)
        publish(
            ScorecardFrozen(
                frozen_id=copies[0],
                card=code,
                first=month.first.isoformat(),
                number=before + 1,
                agencies=len(copies) - 1,
            ),
            aggregate=("scorecard", copies[0]),
            actor=actor,
        )
    return copies[0]


def _freeze(card: Card, month: Selection, score: Score, number: int, reason: str, actor: Actor) -> UUID:
    copy = models.FrozenCard.objects.create(
        card=card.code,
        definition_version_id=card.version_id,
        first=month.first,
        agency_id=score.agency_id,
        scope=queries.scope_of(score.agency_id),
        number=number,
        reason=reason,
        frozen_at=now(),
        frozen_by_id=actor.person_id,
        body=body_of(score),
    )
    if score.agency_id is not None:
        # The province's cases are those of its agencies.
        models.FrozenCase.objects.bulk_create(
            _cases(card, queries.of_agency(month, score.agency_id), copy, actor), batch_size=2000
        )
    return copy.id


def _cases(card: Card, selection: Selection, copy: models.FrozenCard, actor: Actor) -> list[models.FrozenCase]:
    agencies = warehouse.agencies_of(selection, actor=actor)
    rows = []
    for item in card.items:
        if item.bad is None:
            continue
        upheld = set(
            models.Contest.objects.filter(card=card.code, item=item.code, state=ContestState.UPHELD).values_list(
                "case_id", flat=True
            )
        )
        found: set[UUID] = set()
        for count in item.bad.counts:
            if isinstance(count, CaseCount):
                cases = reckoning.cases_of(count, selection.first, selection.last, agencies)
                found |= set(cases.values_list("case_id", flat=True))
            elif isinstance(count, Count):
                found |= {dossier for dossier, _ in warehouse.record_rows(selection, count, actor=actor)}
        rows += [
            models.FrozenCase(frozen=copy, item=item.code, case_id=one, is_corrected=one in upheld) for one in found
        ]
    return rows
