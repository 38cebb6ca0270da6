"""Who made a dossier late, by rule: a pure reckoning over its waitings. What is nobody else's is the owner's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

Interval = tuple[datetime, datetime]
# Office minutes between two instants.
Measure = Callable[[datetime, datetime], int]


class Party(StrEnum):
    """Who can have caused a lateness; `owner` = the agency that decides and answers for the dossier."""

    OWNER = "owner"
    ASKED_AGENCY = "asked_agency"
    APPLICANT = "applicant"


class Waiting(StrEnum):
    """What a dossier waits for outside the hands of its owner."""

    CONSULTATION = "consultation"
    STEP_ELSEWHERE = "step_elsewhere"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """For whom a kind of waiting counts: wholly, or only what went over its own term."""

    party: Party
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One waiting, from its beginning to its end (or to the moment looked at), with its own due instant if it has one."""

    kind: Waiting
    agency_id: UUID | None
    since: datetime
    due_at: datetime | None
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a lateness in office minutes; `agency_id` names the asked agency."""

    party: Party
    agency_id: UUID | None
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """By how many office minutes, and whose they are, the greatest share first; `cause` is whose that is.

    The owner is the cause where shares are equal: it answers for the whole.
    """

    minutes: int
    shares: tuple[Share, ...]

    @property
    def cause(self) -> Share:
        return self.shares[0]


def attribute(
    *,
    due_at: datetime,
    ended_at: datetime,
    waits: Iterable[Wait],
    stood_still: Sequence[Interval],
    rule: Mapping[Waiting, Counted],
    minutes: Measure,
) -> Lateness | None:
    """None in time. Otherwise the office minutes past due, shared among those whose waiting the rule counts.

    Moments in which several were late are shared equally. Others bear what they took, never more than the lateness;
    the rest is the owner's. While the dossier's own clock stood still, nobody's minutes run.
    """
    if ended_at <= due_at:
        return None
    late = minutes(due_at, ended_at)
    taken = _taken(list(_counted(waits, rule, ended_at)), stood_still, minutes)
    others = sum(taken.values())
    if others > late:
        taken = _cut(taken, late)
    shares = [Share(party=party, agency_id=agency, minutes=part) for (party, agency), part in taken.items() if part]
    rest = late - sum(share.minutes for share in shares if share.party is not Party.OWNER)
    shares = [share for share in shares if share.party is not Party.OWNER]
    if rest or not shares:
        shares.append(Share(party=Party.OWNER, agency_id=None, minutes=rest))
    shares.sort(key=lambda share: (-share.minutes, share.party is not Party.OWNER, str(share.agency_id)))
    return Lateness(minutes=late, shares=tuple(shares))


Who = tuple[Party, UUID | None]


def _counted(
    waits: Iterable[Wait], rule: Mapping[Waiting, Counted], ended_at: datetime
) -> Iterable[tuple[Who, Interval]]:
    for wait in waits:
        counted = rule.get(wait.kind)
        if counted is None:
            continue
        since = wait.since if counted.is_whole else wait.due_at
        until = min(wait.until, ended_at)
        if since is not None and since < until:
            agency = wait.agency_id if counted.party is Party.ASKED_AGENCY else None
            yield (counted.party, agency), (since, until)


def _taken(counted: list[tuple[Who, Interval]], still: Sequence[Interval], minutes: Measure) -> dict[Who, int]:
    edges = sorted({edge for _, span in counted for edge in span} | {edge for span in still for edge in span})
    taken: dict[Who, int] = {}
    for start, end in pairwise(edges):
        if any(since <= start and end <= until for since, until in still):
            continue
        there = list(dict.fromkeys(who for who, (since, until) in counted if since <= start and end <= until))
        if not there:
            continue
        whole = minutes(start, end)
        for number, who in enumerate(there):
            part = whole // len(there) + (number < whole % len(there))
            taken[who] = taken.get(who, 0) + part
    return taken


def _cut(taken: Mapping[Who, int], most: int) -> dict[Who, int]:
    """The same proportions with the sum `most`; the minutes that rounding leaves go to the greatest shares."""
    total = sum(taken.values())
    cut = {who: part * most // total for who, part in taken.items()}
    left = most - sum(cut.values())
    for who in sorted(taken, key=lambda one: -taken[one])[:left]:
        cut[who] += 1
    return cut
