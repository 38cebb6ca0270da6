"""Clocks and the ledger of what moved them."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from tinhso.kernel.ids import new_id

OPEN = ("running", "paused")


class RuleText(models.Model):
    """A counting rule as it was when a clock started, stored once for all clocks that count by it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField()

    class Meta:
        db_table = "deadline_rule"


class ClockRow(models.Model):
    """One clock of one subject. `due_at` = committed, else statutory: what late is measured against."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80)
    agency_code = models.CharField(max_length=40)
    calendar_code = models.CharField(max_length=80)
    calendar_version = models.CharField(max_length=64)
    rule = models.ForeignKey(RuleText, on_delete=models.PROTECT, related_name="+")
    term = models.CharField(max_length=40)
    committed_term = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    counted_from = models.DateTimeField()
    due_at = models.DateTimeField()
    statutory_due_at = models.DateTimeField()
    statutory_last_on = models.DateField()
    committed_due_at = models.DateTimeField(null=True)
    committed_last_on = models.DateField(null=True)
    reappointed_due_at = models.DateTimeField(null=True)
    reappointments = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_act_at = models.DateTimeField()
    last_seq = models.PositiveIntegerField()

    class Meta:
        db_table = "deadline_clock"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "subject_kind", "kind", "key"],
                condition=Q(state__in=OPEN),
                name="deadline_clock_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["subject_id", "subject_kind"], name="deadline_clock_subject"),
            models.Index(fields=["kind", "due_at"], condition=Q(state__in=OPEN), name="deadline_clock_due"),
            models.Index(fields=["calendar_code"], condition=Q(state__in=OPEN), name="deadline_clock_calendar"),
        ]


class Unchangeable(models.QuerySet["LedgerRow"]):
    """Rows that are only ever inserted."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("a line of the ledger is never changed")

    def delete(self) -> NoReturn:
        raise TypeError("a line of the ledger is never deleted")


class LedgerRow(models.Model):
    """One act on a clock with its author, its reason and the dates after it. Only ever inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(ClockRow, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    person_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    statutory_due_at = models.DateTimeField()
    committed_due_at = models.DateTimeField(null=True)
    reappointed_due_at = models.DateTimeField(null=True)
    detail = models.JSONField(default=dict)

    objects = Unchangeable.as_manager()

    class Meta:
        db_table = "deadline_ledger"
        constraints = [models.UniqueConstraint(fields=["clock", "seq"], name="deadline_ledger_seq")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a line of the ledger is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a line of the ledger is never deleted")
