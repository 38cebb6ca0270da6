"""How long the evidence in sealed files still proves them, by the rule in force, and what is to be renewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from tinhso.foundation.definitions import api as definitions
from tinhso.kernel import clock
from tinhso.services.signatures.models import ArchiveStamp
from tinhso.services.signatures.signing import LastStamp
from tinhso.services.signatures.types import ArchiveState

RULE = "signatures"


@dataclass(frozen=True)
class Rule:
    """`ends`: from when on an algorithm proves nothing any more.

    `try_again_after`: a file that could not be renewed is looked at again then, not at every run; `at_once`: how many a
    run renews, so that it stays below the time that the queue gives a job.
    """

    renew_before: timedelta
    try_again_after: timedelta
    at_once: int
    stamps_with: str
    ends: Mapping[str, datetime]

    def proves_until(self, stamp: LastStamp) -> datetime:
        known = [self.ends[one] for one in (stamp.digest, stamp.key) if one in self.ends]
        return min([stamp.ends_at, *known])


def rule() -> Rule | None:
    """None where the province has no such rule: then nothing is renewed by itself."""
    found = (one for one in definitions.list_current("archive_rule", on=clock.today()) if one.code == RULE)
    version = next(found, None)
    if version is None:
        return None
    ends = {}
    for one in version.body.get("ends", ()):
        day = datetime.fromisoformat(str(one["on"])).date()
        ends[str(one["algorithm"])] = datetime.combine(day, time(), tzinfo=clock.PROVINCE_TZ)
    return Rule(
        renew_before=timedelta(days=int(version.body["renew_before_days"])),
        try_again_after=timedelta(days=int(version.body["try_again_days"])),
        at_once=int(version.body["at_once"]),
        stamps_with=str(version.body["stamps_with"]),
        ends=ends,
    )


def due(found: Rule, at: datetime) -> QuerySet[ArchiveStamp]:
    """Files whose evidence ends within the rule's days, by certificate or by algorithm; the soonest first."""
    soon = at + found.renew_before
    near = Q(ends_at__lte=soon)
    for algorithm, ends in found.ends.items():
        if ends <= soon:
            near |= Q(digest=algorithm) | Q(key=algorithm)
    return ArchiveStamp.objects.filter(near).order_by("ends_at", "sha256")


def to_try(found: Rule, at: datetime) -> QuerySet[ArchiveStamp]:
    """Those of them that did not fail lately."""
    return due(found, at).filter(Q(problem="") | Q(tried_at__lte=at - found.try_again_after))


def state() -> ArchiveState:
    """What an operator looks at: how many sealed files keep evidence, what is due, what failed, what ends first."""
    at, found = clock.now(), rule()
    failed = ArchiveStamp.objects.exclude(problem="").order_by("ends_at", "sha256")
    first = ArchiveStamp.objects.order_by("ends_at").values_list("ends_at", flat=True).first()
    return ArchiveState(
        kept=ArchiveStamp.objects.count(),
        due=0 if found is None else due(found, at).count(),
        has_rule=found is not None,
        first_end=first,
        failed=failed.count(),
        failures=tuple((one.sha256, one.problem) for one in failed[:20]),
    )
