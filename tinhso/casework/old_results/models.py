"""Batches, lines, samples."""

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class Batch(models.Model):
    """Results of one kind, register and span of years from one agency's archive. The kind is pinned when it is opened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    kind_version_id = models.UUIDField()
    title = models.CharField(max_length=200)
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="open")
    round = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["agency_id", "-opened_at", "id"], name="old_results_batch_agency")]


class Line(models.Model):
    """One result of the list. `facts` hold the holder's number, the notation, days and the fields of the kind."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    # Of the batch, so that one result is in one batch only: the same number of a register and year is the same paper.
    agency_id = models.UUIDField()
    register = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="listed")
    facts = EncryptedJSONField()
    scan_id = models.UUIDField(null=True)
    holder_id = models.UUIDField(null=True)
    entered_by_id = models.UUIDField(null=True)
    checked_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, default="")
    code = models.CharField(max_length=80, null=True, unique=True)
    file_id = models.UUIDField(null=True)
    item_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "register", "year", "number"], name="old_results_line_once"),
        ]
        indexes = [models.Index(fields=["batch", "state", "year", "number"], name="old_results_line_state")]


class Sample(models.Model):
    """What was drawn of a batch in one round, by which seed, and what came out of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    lines = models.PositiveIntegerField()
    fields = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by_id = models.UUIDField()
    wrong = models.PositiveIntegerField(null=True)
    accepted = models.BooleanField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "round"], name="old_results_sample_round")]


class SampledLine(models.Model):
    """One drawn line: which of its fields a third person found wrong against the scan; empty list: none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    wrong = models.JSONField(null=True)
    judged_by_id = models.UUIDField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "line"], name="old_results_sampled_once")]
