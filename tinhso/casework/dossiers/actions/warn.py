"""Warn whom the rule names before clocks are due, and close what no longer holds; run by the worker."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tinhso.casework.dossiers import due_warnings
from tinhso.casework.dossiers.actions.tell_officers import tell_warned
from tinhso.casework.dossiers.models import Dossier, DueWarning, WorkItem
from tinhso.casework.dossiers.places import resolve
from tinhso.engines.deadlines import api as deadlines
from tinhso.engines.deadlines.types import Clock, ClockKind, ClockState, TermUnit
from tinhso.foundation.access import api as access
from tinhso.foundation.reference import api as reference
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now

# More than this at once is for the next round, soonest first.
_AT_ONCE = 5000


def warn(*, actor: Actor) -> int:
    """Write the warnings that are due now; returns how many are new. Safe to run again."""
    at = now()
    close_ended(at)
    rule = due_warnings.levels()
    calendar = reference.get_calendar()
    new = 0
    for kind in dict.fromkeys(level.of for level in rule):
        mine = [level for level in rule if level.of is kind]
        days = max((level.before.value for level in mine if level.before.unit is TermUnit.WORKING_DAYS), default=0)
        # A day more than the rule's, as some agencies work on other days than the province.
        until = deadlines.working_window(start=at, days=days + 1, calendar=calendar).end
        clocks = deadlines.list_due(kind=kind, since=at, before=until, limit=_AT_ONCE)
        told = DueWarning.objects.filter(clock_id__in=[clock.id for clock in clocks])
        known = set(told.values_list("clock_id", "level", "due_at"))
        for clock in clocks:
            due = [
                level
                for level in mine
                if (clock.id, level.number, clock.due_at) not in known
                and deadlines.is_within(clock, before=level.before, at=at)
            ]
            if due and clock.subject[0] == "dossier":
                new += _warn_of(clock, due, at, actor)
    return new


def close_ended(at: datetime) -> int:
    """Close warnings whose clock has ended, stands still or has another due time by now; returns how many."""
    rows = list(DueWarning.objects.filter(closed_at__isnull=True))
    clocks = deadlines.get_clocks_of({("dossier", row.dossier_id) for row in rows})
    running = {
        (clock.id, clock.due_at)
        for found in clocks.values()
        for clock in found
        if clock.is_open and clock.state is not ClockState.PAUSED
    }
    ended = [row.id for row in rows if (row.clock_id, row.due_at) not in running]
    return DueWarning.objects.filter(id__in=ended).update(closed_at=at)


def _warn_of(clock: Clock, due: Iterable[due_warnings.Level], at: datetime, actor: Actor) -> int:
    with transaction.atomic():
        row = Dossier.objects.only("id", "code", "receiving_agency_id", "owner_agency_id").get(id=clock.subject[1])
        made = [one for level in due for one in _to(row, clock, level, at)]
        DueWarning.objects.bulk_create(made, ignore_conflicts=True)
        detail = {"kind": clock.kind.value, "levels": [one.level for one in made]}
        if made:
            access.record_write(actor=actor, act="dossiers.warn", target=("dossier", row.id), detail=detail)
            tell_warned(row, made, actor=actor)
    return len(made)


def _to(row: Dossier, clock: Clock, level: due_warnings.Level, at: datetime) -> list[DueWarning]:
    """The warning of one level; none when nobody holds the step."""
    person_id = None
    if level.to == due_warnings.HOLDER:
        items = WorkItem.objects.filter(dossier=row, is_open=True, consultation_id__isnull=True)
        if clock.kind is ClockKind.STEP:
            items = items.filter(step=clock.key)
        item = items.order_by("opened_at").first()
        if item is None:
            return []
        agency_id, role, person_id = item.agency_id, item.role, item.person_id
    else:
        agency_id = resolve(level.at, receiving_id=row.receiving_agency_id, owner_id=row.owner_agency_id)
        role = level.to
    return [
        DueWarning(
            dossier=row,
            clock_id=clock.id,
            kind=clock.kind.value,
            level=level.number,
            due_at=clock.due_at,
            agency_id=agency_id,
            role=role,
            person_id=person_id,
            warned_at=at,
        )
    ]
