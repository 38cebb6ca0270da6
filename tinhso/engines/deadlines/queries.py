"""Reads of clocks, and rows as values."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from tinhso.engines.deadlines.domain.reckoning import Act, Reckoning, Running, Terms
from tinhso.engines.deadlines.domain.rules import rule_from, term_of_text
from tinhso.engines.deadlines.errors import ClockNotFound
from tinhso.engines.deadlines.models import OPEN, ClockRow, LedgerRow, RuleText
from tinhso.engines.deadlines.types import (
    ActKind,
    Clock,
    ClockKind,
    ClockState,
    CountingRule,
    LedgerLine,
    SubjectRef,
    TermUnit,
)


def clock_rows(subjects: Iterable[SubjectRef]) -> QuerySet[ClockRow]:
    """The clocks of some subjects, oldest first."""
    wanted = list(subjects)
    rows = ClockRow.objects.filter(subject_id__in=[subject_id for _, subject_id in wanted])
    return rows.filter(subject_kind__in={kind for kind, _ in wanted}).order_by("started_at", "id")


def open_rows(calendar_codes: Iterable[str]) -> QuerySet[ClockRow]:
    """The clocks that a change of these calendars may move."""
    return ClockRow.objects.filter(calendar_code__in=list(calendar_codes), state__in=OPEN).order_by("id")


def row_of(clock_id: UUID) -> ClockRow:
    row = ClockRow.objects.filter(id=clock_id).first()
    if row is None:
        raise ClockNotFound("Không có thời hạn này.")
    return row


def ledger_rows(clock_id: UUID) -> QuerySet[LedgerRow]:
    """The ledger of a clock, in order."""
    return LedgerRow.objects.filter(clock_id=clock_id).order_by("seq")


def clock_of(row: ClockRow) -> Clock:
    return Clock(
        id=row.id,
        subject=(row.subject_kind, row.subject_id),
        kind=ClockKind(row.kind),
        key=row.key,
        agency_code=row.agency_code,
        state=ClockState(row.state),
        term=term_of_text(row.term),
        committed_term=term_of_text(row.committed_term),
        started_at=utc(row.started_at),
        counted_from=utc(row.counted_from),
        statutory_due_at=utc(row.statutory_due_at),
        committed_due_at=_utc(row.committed_due_at),
        reappointed_due_at=_utc(row.reappointed_due_at),
        paused_at=_utc(row.paused_at),
        finished_at=_utc(row.finished_at),
        reappointments=row.reappointments,
    )


def line_of(row: LedgerRow) -> LedgerLine:
    return LedgerLine(
        seq=row.seq,
        act=ActKind(row.act),
        at=utc(row.at),
        recorded_at=utc(row.recorded_at),
        reason=row.reason,
        person_id=row.person_id,
        post_id=row.post_id,
        statutory_due_at=utc(row.statutory_due_at),
        committed_due_at=_utc(row.committed_due_at),
        reappointed_due_at=_utc(row.reappointed_due_at),
    )


def act_of(row: LedgerRow) -> Act:
    due_at = row.detail.get("due_at")
    return Act(
        kind=ActKind(row.act),
        at=row.at,
        term=term_of_text(row.detail.get("term", "")),
        due_at=datetime.fromisoformat(due_at) if due_at else None,
    )


def terms_of(row: ClockRow) -> Terms:
    return Terms(kind=ClockKind(row.kind), statutory=term_of_text(row.term), committed=term_of_text(row.committed_term))


def reckoning_of(row: ClockRow) -> Reckoning:
    """The clock as the arithmetic knows it."""
    statutory, committed = term_of_text(row.term), term_of_text(row.committed_term)
    promised = None
    if committed is not None and row.committed_due_at is not None and row.committed_last_on is not None:
        promised = Running(committed.unit, row.committed_due_at, row.committed_last_on)
    return Reckoning(
        state=ClockState(row.state),
        started_at=row.started_at,
        counted_from=row.counted_from,
        statutory=Running(
            statutory.unit if statutory else TermUnit.WORKING_DAYS, row.statutory_due_at, row.statutory_last_on
        ),
        committed=promised,
        reappointed_at=row.reappointed_due_at,
        paused_at=row.paused_at,
        finished_at=row.finished_at,
        reappointments=row.reappointments,
        last_act_at=row.last_act_at,
    )


@lru_cache(maxsize=1024)
def rule_of(sha256: str) -> CountingRule:
    """The stored rule; a digest names one content for ever."""
    return rule_from(RuleText.objects.get(sha256=sha256).body)


def utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at is not None else None
