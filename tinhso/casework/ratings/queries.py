"""What people see of slips: raters their own, officers their figures, heads those of their agency."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tinhso.casework.ratings import models
from tinhso.casework.ratings.errors import NothingToRate
from tinhso.casework.ratings.rules import rule_of, rule_on
from tinhso.casework.ratings.subjects import subjects_of
from tinhso.casework.ratings.types import APPLICANT, MANAGE, Comment, Counter, LevelCount, Slip, Way
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import Denied

READ, READ_OFFICERS, READ_OWN = "statistics.read", "statistics.read_officers", "statistics.read_own"
MOST_COMMENTS = 50


def own_slip(kind: str, subject_id: UUID, *, actor: Actor) -> Slip | None:
    """The slip that the actor gave, or wrote down. Raises the owner's refusal for who may not see the matter."""
    is_applicant = subjects_of(kind).admit(subject_id, actor=actor)
    rows = models.Slip.objects.filter(subject_kind=kind, subject_id=subject_id)
    if actor.is_officer:
        row = rows.filter(rater=APPLICANT, assisted_by_id=actor.person_id).first()
    else:
        key = APPLICANT if is_applicant else str(actor.person_id)
        row = rows.filter(rater=key, rater_person_id=actor.person_id).first()
    return None if row is None else _slip(row)


def is_rated(kind: str, subject_id: UUID) -> bool:
    """Whether somebody who stands for the matter has rated it; the caller has read the matter."""
    return models.Slip.objects.filter(subject_kind=kind, subject_id=subject_id, rater=APPLICANT).exists()


def _slip(row: models.Slip) -> Slip:
    return Slip(
        id=row.id,
        level=row.level,
        choices=row.choices,
        comment=row.comment,
        way=Way(row.way),
        given_at=row.given_at,
        changed_at=row.changed_at,
        changeable_until=row.given_at + timedelta(days=rule_of(row.rule_version_id).change_days),
    )


def open_counter_of(token: str) -> Counter:
    """The counter behind an address. Raises NothingToRate, also for a closed one."""
    row = models.Counter.objects.filter(token=token, is_open=True).first()
    if row is None:
        raise NothingToRate
    return _counter(row)


def counters(*, actor: Actor) -> tuple[Counter, ...]:
    """The counters that the actor manages, open ones first. Raises ActDenied."""
    access.authorise(actor=actor, act=MANAGE, agency_id=access.Whose.ANY_OF_MINE)
    scope = access.scope(actor=actor, act=MANAGE)
    rows = models.Counter.objects.all()
    if not scope.everywhere:
        rows = rows.filter(agency_id__in=scope.agency_ids)
    return tuple(_counter(row) for row in rows.order_by("-is_open", "title", "id")[:200])


def _counter(row: models.Counter) -> Counter:
    return Counter(id=row.id, agency_id=row.agency_id, title=row.title, token=row.token, is_open=row.is_open)


def _slips(first: date, last: date) -> QuerySet[models.Slip]:
    return models.Slip.objects.filter(changed_on__range=(first, last))


def _at(agencies: Iterable[UUID]) -> Q:
    """A slip is about whoever took the matter in and whoever decided it."""
    known = list(agencies)
    return Q(owner_agency_id__in=known) | Q(receiving_agency_id__in=known)


def of_agencies(first: date, last: date, *, actor: Actor) -> tuple[LevelCount, ...]:
    """Slips by deciding agency, for who sees those agencies' figures; key = the agency's id. Raises ActDenied."""
    access.authorise(actor=actor, act=READ, agency_id=access.Whose.ANY_OF_MINE)
    scope = access.scope(actor=actor, act=READ)
    rows = _slips(first, last)
    if not scope.everywhere:
        rows = rows.filter(_at(scope.agency_ids))
    found: dict[UUID, Tally[str]] = defaultdict(Tally)
    lines = rows.order_by().values("owner_agency_id", "level", "way").annotate(number=Count("id"))
    for line in lines:
        tally = found[identity.heir_of(line["owner_agency_id"])]
        tally[line["level"]] += line["number"]
        tally["+assisted"] += line["number"] if line["way"] == Way.ASSISTED else 0
    return tuple(_count(str(key), tally) for key, tally in found.items())


def questions_of(first: date, last: date, *, actor: Actor) -> dict[str, tuple[int, int]]:
    """Question → (points, slips that answer it) over the agencies whose figures the actor sees. Raises ActDenied."""
    access.authorise(actor=actor, act=READ, agency_id=access.Whose.ANY_OF_MINE)
    scope = access.scope(actor=actor, act=READ)
    rows = _slips(first, last)
    if not scope.everywhere:
        rows = rows.filter(_at(scope.agency_ids))
    found: dict[str, tuple[int, int]] = {}
    rules = {one: rule_of(one) for one in rows.order_by().values_list("rule_version_id", flat=True).distinct()}
    for version_id, choices in rows.values_list("rule_version_id", "choices").iterator():
        for question in rules[version_id].questions:
            points = question.points_of(choices.get(question.code, ""))
            if points is not None:
                sum_, number = found.get(question.code, (0, 0))
                found[question.code] = (sum_ + points, number + 1)
    return found


def of_officers(first: date, last: date, *, actor: Actor) -> tuple[LevelCount, ...]:
    """Slips by officer; key = the person's id. Heads see those who worked on their agency's matters, anybody else only the
    own line; a line of fewer slips than the rule shows is hidden. Raises Denied."""
    rule = rule_on(last)
    rows = models.SlipOfficer.objects.filter(slip__changed_on__range=(first, last))
    if not rule.assisted_count_for_officers:
        rows = rows.exclude(slip__way=Way.ASSISTED)
    if access.can(actor=actor, act=READ_OFFICERS, agency_id=access.Whose.ANY_OF_MINE):
        scope = access.scope(actor=actor, act=READ_OFFICERS)
        if not scope.everywhere:
            known = list(scope.agency_ids)
            rows = rows.filter(Q(slip__owner_agency_id__in=known) | Q(slip__receiving_agency_id__in=known))
    elif actor.person_id is not None and access.can(actor=actor, act=READ_OWN, agency_id=access.Whose.ANY_OF_MINE):
        rows = rows.filter(person_id=actor.person_id)
    else:
        raise Denied("Vị trí của bạn không xem được kết quả đánh giá.")
    found: dict[UUID, Tally[str]] = defaultdict(Tally)
    for line in rows.order_by().values("person_id", "slip__level").annotate(number=Count("id")):
        found[line["person_id"]][line["slip__level"]] += line["number"]
    counted = (_count(str(key), tally) for key, tally in found.items())
    return tuple(_hide(one) if one.total < rule.least_shown else one for one in counted)


def _count(key: str, tally: Tally[str]) -> LevelCount:
    assisted = tally.pop("+assisted", 0)
    return LevelCount(key=key, total=sum(tally.values()), by_level=dict(tally), assisted=assisted)


def _hide(count: LevelCount) -> LevelCount:
    return LevelCount(key=count.key, total=0, by_level={}, hidden=True)


def comments(first: date, last: date, *, actor: Actor) -> tuple[Comment, ...]:
    """The newest words, for heads where the rule lets them read; never who wrote them nor about which matter."""
    if not rule_on(last).heads_read_comments or not access.can(
        actor=actor, act=READ_OFFICERS, agency_id=access.Whose.ANY_OF_MINE
    ):
        return ()
    scope = access.scope(actor=actor, act=READ_OFFICERS)
    rows: Any = _slips(first, last)
    if not scope.everywhere:
        rows = rows.filter(_at(scope.agency_ids))
    found = (
        Comment(level=row.level, text=row.comment, on=row.changed_at)
        for row in rows.order_by("-changed_at").only("level", "comment", "changed_at")[: 4 * MOST_COMMENTS]
        if row.comment
    )
    return tuple(one for _, one in zip(range(MOST_COMMENTS), found, strict=False))
