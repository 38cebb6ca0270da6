"""Results that nobody fetches: the rule, the list of a desk by age."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.types import ReturnMethod, Status
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today

RULE = "one_stop"
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class UnclaimedRule:
    """Remind after so many days, then every so many, so often; `archive_after_days` None: it is kept at the desk."""

    remind_after_days: int
    remind_every_days: int
    most_reminders: int
    archive_after_days: int | None


@dataclass(frozen=True, kw_only=True)
class WaitingResult:
    """A result that waits at a desk, or went from there to the archive."""

    dossier_id: UUID
    code: str
    procedure_title: str
    applicant_name: str
    finished_at: datetime
    waiting_days: int
    reminders: int
    reminded_at: datetime | None
    archive_is_due: bool
    archived_at: datetime | None
    archived_words: str


def rule_today(on: date | None = None) -> UnclaimedRule | None:
    """The rule in force; None where the province has none: then nobody is reminded."""
    found = next(
        (one for one in definitions.list_current("unclaimed_rule", on=on or today()) if one.code == RULE), None
    )
    if found is None:
        return None
    then = found.body["then"]
    return UnclaimedRule(
        remind_after_days=found.body["remind_after_days"],
        remind_every_days=found.body["remind_every_days"],
        most_reminders=found.body["most_reminders"],
        archive_after_days=then["after_days"] if then["do"] == "archive" else None,
    )


def waiting_since(row: models.Dossier, at: datetime) -> int:
    """Whole days since the result was there."""
    return (at - row.finished_at).days if row.finished_at else 0


def to_remind(at: datetime) -> tuple[UUID, ...]:
    """Dossiers whose applicants are to be reminded now."""
    rule = rule_today()
    if rule is None:
        return ()
    first, again = at - timedelta(days=rule.remind_after_days), at - timedelta(days=rule.remind_every_days)
    known = models.Unclaimed.objects.values("dossier_id")
    waiting = models.Unclaimed.objects.filter(
        reminders__lt=rule.most_reminders, reminded_at__lte=again, archived_at=None
    ).values("dossier_id")
    rows = _at_desks().filter(finished_at__lte=first).filter(~Q(id__in=known) | Q(id__in=waiting))
    return tuple(rows.order_by("finished_at", "id").values_list("id", flat=True)[:1000])


def of_desk(*, actor: Actor, archived: bool = False, after: int = 0) -> tuple[tuple[WaitingResult, ...], bool]:
    """What waits (or was archived) where the actor may return results, oldest first; whether there are more.

    Raises ActDenied (`dossiers.return`).
    """
    access.authorise(actor=actor, act="dossiers.return", agency_id=actor.agency_id)
    at, rule = now(), rule_today()
    seen = access.scope(actor=actor, act="dossiers.return")
    rows = _at_desks().filter(in_sight(actor))
    if not seen.everywhere:
        here = Q(return_agency_id__in=seen.agency_ids)
        rows = rows.filter(here | Q(return_agency_id=None, receiving_agency_id__in=seen.agency_ids))
    gone = models.Unclaimed.objects.exclude(archived_at=None).values("dossier_id")
    rows = rows.filter(id__in=gone) if archived else rows.exclude(id__in=gone)
    found = list(rows.order_by("finished_at", "id")[after : after + PAGE + 1])
    kept = {one.dossier_id: one for one in models.Unclaimed.objects.filter(dossier_id__in=[row.id for row in found])}
    return tuple(_line(row, kept.get(row.id), rule, at) for row in found[:PAGE]), len(found) > PAGE


def archive_words(dossier_id: UUID) -> str:
    """Where an unclaimed result was put away; "" while the desk has it. The caller has read the dossier."""
    row = models.Unclaimed.objects.filter(dossier_id=dossier_id).exclude(archived_at=None).first()
    return row.archived_words if row else ""


def _at_desks() -> QuerySet[models.Dossier]:
    return models.Dossier.objects.filter(
        status=Status.FINISHED.value, return_method=ReturnMethod.COUNTER.value, finished_at__isnull=False
    ).defer("answers")


def _line(
    row: models.Dossier, kept: models.Unclaimed | None, rule: UnclaimedRule | None, at: datetime
) -> WaitingResult:
    assert row.finished_at is not None
    days = waiting_since(row, at)
    due = rule is not None and rule.archive_after_days is not None and days >= rule.archive_after_days
    return WaitingResult(
        dossier_id=row.id,
        code=row.code,
        procedure_title=row.procedure_title,
        applicant_name=row.applicant_name,
        finished_at=row.finished_at,
        waiting_days=days,
        reminders=kept.reminders if kept else 0,
        reminded_at=kept.reminded_at if kept else None,
        archive_is_due=due and (kept is None or kept.archived_at is None),
        archived_at=kept.archived_at if kept else None,
        archived_words=kept.archived_words if kept else "",
    )
