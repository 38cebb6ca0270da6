"""Counters and entries."""

from django.db import models

from tinhso.kernel.ids import new_id


class Counter(models.Model):
    """The last number given in a scope. The row's lock, held to the end of the caller's transaction, keeps gaps out."""

    scope = models.CharField(max_length=200, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)


class Entry(models.Model):
    """One line of a register; written once, never changed."""

    # What a bulk load gives each line it presses (kernel.moulds).
    GIVEN = {"number": "serial", "year": "year", "notation": "notation"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    notation = models.CharField(max_length=100)
    agency_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    title = models.CharField(max_length=500)
    issued_on = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "number"], name="registers_entry_number"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="registers_entry_subject"),
            models.Index(fields=["agency_id", "issued_on"], name="registers_entry_agency"),
        ]
