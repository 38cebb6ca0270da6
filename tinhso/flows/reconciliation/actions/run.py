"""Compare every system with the record: what is found is written down, what is found no more is gone."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django_q.tasks import async_task

from tinhso.flows.reconciliation import queries
from tinhso.flows.reconciliation.checks import CHECKS
from tinhso.flows.reconciliation.errors import WrongDay
from tinhso.flows.reconciliation.models import DifferenceRow, RunRow
from tinhso.flows.reconciliation.rules import rule_now
from tinhso.flows.reconciliation.types import ACCEPT, Check, Difference, Examined, Found, Outcome, Period, Report, Rule
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now, today
from tinhso.kernel.database import lock_key
from tinhso.kernel.ids import new_id

_CHUNK = 400
_AT_ONCE = 500
# Of a row that is known: what another look may change.
_WRITTEN = (
    "subject_id", "dossier_id", "dossier_code", "owner_agency_id", "receiving_agency_id", "ours", "theirs", "place",
    "since", "found_at", "seen_at", "gone_at", "accepted_at", "accepted_by_id",
)  # fmt: skip
_JOB = "tinhso.flows.reconciliation.tasks.reconcile_day"


def run(period: Period, *, nightly_on: date | None = None, actor: Actor) -> Report:
    """What happened in the period, and whatever is open, by every check; partners are asked outside transactions."""
    rule, began = rule_now(), now()
    again = queries.open_subjects()
    outcomes = tuple(
        _carry_out(check, {*check.subjects(period), *again.get(check.system.value, ())}, rule, actor)
        for check in CHECKS
    )
    with transaction.atomic():
        row = RunRow.objects.create(
            since=period.since,
            until=period.until,
            started_at=began,
            ended_at=now(),
            outcomes=[{**asdict(one), "system": one.system.value} for one in outcomes],
            nightly_on=nightly_on,
        )
        detail = {"found": sum(one.found for one in outcomes), "unexplained": sum(one.unexplained for one in outcomes)}
        access.record_write(actor=actor, act="reconciliation.run", target=("reconciliation", row.id), detail=detail)
    return queries.as_report(row)


def ask_for(*, day: date, actor: Actor) -> None:
    """The worker compares that day within a minute. Raises ActDenied for who does not see the whole province, WrongDay."""
    access.authorise(actor=actor, act=ACCEPT, agency_id=access.Whose.NO_AGENCY)
    if day > today():
        raise WrongDay
    with transaction.atomic():
        access.record_write(
            actor=actor, act="reconciliation.ask", target=("reconciliation", new_id()), detail={"day": day}
        )
        transaction.on_commit(lambda: async_task(_JOB, day.isoformat()))


def check_again(*, difference_id: UUID, actor: Actor) -> Difference:
    """Look at this one thing now. Raises ActDenied, NoDifference."""
    row = queries.row_of(difference_id, actor=actor)
    check = next(one for one in CHECKS if one.system.value == row.system)
    _examine(check, (row.subject_id,), rule_now(), actor)
    row.refresh_from_db()
    return queries.as_difference(row)


def _carry_out(check: Check, subjects: Iterable[UUID], rule: Rule, actor: Actor) -> Outcome:
    ids = sorted(subjects)
    parts = [_examine(check, tuple(ids[at : at + _CHUNK]), rule, actor) for at in range(0, len(ids), _CHUNK)]
    unasked = {key: why for part in parts for key, why in part.unasked.items()}
    sums: dict[str, int] = {}
    for part in parts:
        for name, amount in part.sums.items():
            sums[name] = sums.get(name, 0) + amount
    open_ones = DifferenceRow.objects.filter(system=check.system.value, gone_at=None)
    return Outcome(
        system=check.system,
        examined=sum(part.count for part in parts),
        found=open_ones.count(),
        unexplained=open_ones.filter(accepted_at=None).count(),
        sums=sums,
        unasked=len(unasked),
        why=next(iter(unasked.values()), ""),
    )


def _examine(check: Check, ids: tuple[UUID, ...], rule: Rule, actor: Actor) -> Examined:
    examined = check.examine(ids, rule=rule, actor=actor)
    with transaction.atomic():
        lock_key(f"reconciliation.{check.system.value}")
        _write_down(check, ids, examined)
    return examined


def _write_down(check: Check, ids: tuple[UUID, ...], examined: Examined) -> None:
    """What was asked about and not found again is gone; what could not be asked about stays as it was.

    A province without its portal has several differences a dossier: they are written by the hundred, and most of them
    are those of the night before.
    """
    at = now()
    rows = DifferenceRow.objects.filter(system=check.system.value, subject_id__in=ids)
    known = {(row.code, row.key): row for row in rows}
    new, changed, same = [], [], list[UUID]()
    for one in examined.found:
        row = known.pop((one.code.value, one.key), None)
        if row is None:
            new.append(
                DifferenceRow(
                    system=check.system.value, code=one.code.value, key=one.key, found_at=at, seen_at=at, **_values(one)
                )
            )
        elif _is_otherwise(row, one, at):
            changed.append(row)
        else:
            same.append(row.id)
    gone = [row.id for row in known.values() if row.gone_at is None and row.subject_id not in examined.unasked]
    DifferenceRow.objects.bulk_create(new, batch_size=_AT_ONCE)
    DifferenceRow.objects.bulk_update(changed, _WRITTEN, batch_size=_AT_ONCE)
    _mark(same, seen_at=at)
    _mark(gone, gone_at=at)


def _mark(ids: list[UUID], **values: datetime) -> None:
    for begin in range(0, len(ids), _AT_ONCE):
        DifferenceRow.objects.filter(id__in=ids[begin : begin + _AT_ONCE]).update(**values)


def _is_otherwise(row: DifferenceRow, one: Found, at: datetime) -> bool:
    """Bring the row to what was found now; whether more than the time of looking is new.

    An explanation holds only for what it explained: another value, or one that went and came back, waits again.
    """
    values = _values(one)
    came_back = row.gone_at is not None
    if not came_back:
        values["since"] = min(row.since, one.since)
    if not came_back and all(getattr(row, name) == value for name, value in values.items()):
        return False
    if came_back:
        row.found_at, row.gone_at = at, None
    if came_back or (row.ours, row.theirs) != (values["ours"], values["theirs"]):
        row.accepted_at, row.accepted_by_id = None, None
    for name, value in values.items():
        setattr(row, name, value)
    row.seen_at = at
    return True


def _values(one: Found) -> dict[str, Any]:
    return {
        "subject_id": one.subject_id,
        "dossier_id": one.of.dossier_id,
        "dossier_code": one.of.code,
        "owner_agency_id": one.of.owner_agency_id,
        "receiving_agency_id": one.of.receiving_agency_id,
        "ours": one.ours[:300],
        "theirs": one.theirs[:300],
        "place": one.place,
        "since": one.since,
    }
