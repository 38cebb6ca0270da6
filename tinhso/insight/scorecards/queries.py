"""Scorecards guarded by the actor: which there are, points of agencies by month, the cases behind a figure, contests, history."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.definitions.types import DefinitionVersion
from tinhso.foundation.identity import api as identity
from tinhso.insight.scorecards import models, reckoning
from tinhso.insight.scorecards.domain import read
from tinhso.insight.scorecards.errors import NoCard
from tinhso.insight.scorecards.types import (
    Card,
    Case,
    CaseCount,
    Contest,
    ContestState,
    Frozen,
    Item,
    ProcedureCount,
    Score,
)
from tinhso.insight.warehouse import api as warehouse
from tinhso.insight.warehouse.types import Count, Selection
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today

KIND = "scorecard"
READ, CONTEST, DECIDE, CLOSE = "statistics.read", "scorecards.contest", "scorecards.decide", "statistics.close"
PAGE = 50
_EARLIEST = 2018


def cards(*, on: date) -> tuple[Card, ...]:
    """Every scorecard in force that day, by code."""
    return tuple(_card(one) for one in definitions.list_current(KIND, on=on))


def card_of(code: str, *, on: date) -> Card:
    """The scorecard in force that day. Raises NoCard."""
    found = definitions.find(KIND, code, on=on)
    if found is None:
        raise NoCard
    return _card(found)


def _card(version: DefinitionVersion) -> Card:
    return read(
        version.body,
        code=version.code,
        title=version.title,
        version_id=version.id,
        effective_from=version.effective_from,
    )


def month_of(text: str) -> Selection:
    """The month "2026-11" of the whole province, this month where none is named. Raises NoCard for what is none."""
    first = today().replace(day=1)
    if text:
        year, _, month = text.partition("-")
        if not (year.isascii() and year.isdecimal() and month.isascii() and month.isdecimal() and len(text) <= 7):
            raise NoCard
        if not (_EARLIEST <= int(year) <= first.year and 1 <= int(month) <= 12):
            raise NoCard
        first = date(int(year), int(month), 1)
    if first > today():
        raise NoCard
    return Selection(first=first, last=last_of(first))


def last_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def of_agency(month: Selection, agency_id: UUID | None) -> Selection:
    return Selection(first=month.first, last=month.last, agency_id=agency_id)


def whole(card: Card, selection: Selection, *, actor: Actor) -> Score:
    """The points of the selection as one. Raises NotYourFigures."""
    return reckoning.scores(card, selection, by_agency=False, actor=actor)[None]


def by_agency(card: Card, selection: Selection, *, actor: Actor) -> dict[UUID, Score]:
    """Deciding agency → its points, of those for which anything was counted. Raises NotYourFigures."""
    found = reckoning.scores(card, selection, by_agency=True, actor=actor)
    return {key: one for key, one in found.items() if key is not None}


def seen(*, actor: Actor) -> UUID | None:
    """The agency whose card an officer opens first: the province's (None) for who sees it, else the own."""
    return None if access.scope(actor=actor, act=READ).everywhere else actor.agency_id


# Cases behind a figure.


def dossier_ids(
    item: Item, part: str, selection: Selection, *, after: str, actor: Actor
) -> tuple[tuple[UUID, ...], str]:
    """One page of the dossiers behind a part of an item, and what continues it. Raises NotYourFigures, NoCard."""
    counts = [one for one in _counts(item, part) if isinstance(one, Count)]
    place, _, last = after.partition(".")
    at = int(place) if place.isdecimal() and len(place) < 3 else 0
    for number in range(at, len(counts)):
        page = warehouse.records(
            selection, counts[number], key={}, after=last if number == at else "", limit=PAGE, actor=actor
        )
        if page.dossier_ids:
            following = (
                f"{number}.{page.next_key}" if page.next_key else f"{number + 1}." if number + 1 < len(counts) else ""
            )
            return page.dossier_ids, following
    return (), ""


def cases(item: Item, part: str, selection: Selection, *, actor: Actor) -> tuple[Case, ...]:
    """The newest cases behind a part that are no dossiers; a slip is shown without its dossier. Raises NotYourFigures."""
    agencies = warehouse.agencies_of(selection, actor=actor)
    found: list[Case] = []
    for count in _counts(item, part):
        if isinstance(count, CaseCount):
            rows = reckoning.cases_of(count, selection.first, selection.last, agencies).order_by("-on", "case_id")
            found += [_case(row) for row in rows[: 4 * PAGE]]
    return tuple(found)


def procedure_codes(item: Item, part: str, selection: Selection, *, actor: Actor) -> tuple[str, ...]:
    """The procedures behind a part. Raises NotYourFigures."""
    warehouse.agencies_of(selection, actor=actor)
    return tuple(
        code
        for count in _counts(item, part)
        if isinstance(count, ProcedureCount)
        for code in reckoning.procedures_behind(count, selection, actor=actor)
    )


def _counts(item: Item, part: str) -> tuple[object, ...]:
    found = dict(reckoning.parts_of(item)).get(part)
    if found is None:
        raise NoCard
    return found.counts


def _case(row: models.CaseFact) -> Case:
    good = row.good and (row.good_until is None or row.good_until > now())
    return Case(id=row.case_id, measure=row.measure, dossier_id=row.dossier_id, on=row.on, good=good, words=row.words)


# Contests.


def contests(*, actor: Actor, state: ContestState | None = None) -> tuple[Contest, ...]:
    """The contests that the actor may decide, or whose agency's figures the actor sees, newest first."""
    scopes = [access.scope(actor=actor, act=act) for act in (READ, DECIDE)]
    rows = models.Contest.objects.all()
    if not any(one.everywhere for one in scopes):
        rows = rows.filter(agency_id__in={agency for one in scopes for agency in one.agency_ids})
    if state is not None:
        rows = rows.filter(state=state)
    return tuple(contest(row) for row in rows.order_by("-asked_at")[: 2 * PAGE])


def get_contest(contest_id: UUID, *, actor: Actor) -> Contest:
    """Raises NoCard for who neither decides it nor sees its agency's figures."""
    row = models.Contest.objects.filter(id=contest_id).first()
    if row is None or not any(access.can(actor=actor, act=act, agency_id=row.agency_id) for act in (READ, DECIDE)):
        raise NoCard("Không có đề nghị xem lại này.")
    return contest(row)


def contested(card: Card, item: Item) -> dict[UUID, Contest]:
    """Case → its contest; the caller shows it with the cases it was let see."""
    return {row.case_id: contest(row) for row in models.Contest.objects.filter(card=card.code, item=item.code)}


def contest(row: models.Contest) -> Contest:
    return Contest(
        id=row.id,
        card=row.card,
        item=row.item,
        first=row.first,
        agency_id=row.agency_id,
        case_id=row.case_id,
        reason=row.reason,
        state=ContestState(row.state),
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        decision=row.decision,
        decided_by_id=row.decided_by_id,
        decided_at=row.decided_at,
    )


# History.


def frozen_of(code: str, agency_id: UUID | None, *, actor: Actor) -> tuple[Frozen, ...]:
    """Every frozen copy of an agency's months, the newest month and copy first. Raises NotYourFigures."""
    warehouse.agencies_of(Selection(first=today(), last=today(), agency_id=agency_id), actor=actor)
    rows = models.FrozenCard.objects.filter(card=code, scope=scope_of(agency_id))
    return tuple(_frozen(row) for row in rows.order_by("-first", "-number")[:120])


def newest_of_month(code: str, first: date) -> Mapping[UUID | None, Frozen]:
    """Agency → the last copy of a frozen month, for publication; empty while it is not frozen."""
    rows = models.FrozenCard.objects.filter(card=code, first=first).order_by("number")
    return {row.agency_id: _frozen(row) for row in rows}


def _frozen(row: models.FrozenCard) -> Frozen:
    return Frozen(
        id=row.id,
        card=row.card,
        first=row.first,
        agency_id=row.agency_id,
        number=row.number,
        reason=row.reason,
        frozen_at=row.frozen_at,
        body=row.body,
    )


def scope_of(agency_id: UUID | None) -> str:
    return str(agency_id) if agency_id else ""


def name_of(agency_id: UUID | None) -> str:
    return identity.get_agency(agency_id).name if agency_id else "Toàn tỉnh"


def is_case(case_id: UUID) -> bool:
    """Whether the id is that of a case fact of its own rather than of a dossier."""
    return models.CaseFact.objects.filter(case_id=case_id).exclude(measure="feedback.dossier").exists()
