"""Counters and entries."""

from django.db import models

from tinhso.kernel.ids import new_id, random_token


class Counter(models.Model):
    """The last number given in a scope. The row's lock, held to the end of the caller's transaction, keeps gaps out."""

    scope = models.CharField(max_length=200, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)


class Entry(models.Model):
    """One line of a register. What was issued is written once; `state`, `state_on`, `valid_to` and `handed_over_on` say
    where the rows of `Change` have brought it, so that a list needs no second table.
    """

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
    # What the paper's QR carries, and the signed file itself.
    token = models.CharField(max_length=43, unique=True, default=random_token)
    file_id = models.UUIDField(null=True)
    file_sha256 = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=20, default="in_force")
    state_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    # The last day of validity that was told to be near; a renewal moves `valid_to` on, and that is told again.
    told_ending_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "number"], name="registers_entry_number"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="registers_entry_subject"),
            models.Index(fields=["agency_id", "issued_on"], name="registers_entry_agency"),
            models.Index(fields=["file_sha256"], name="registers_entry_file"),
            models.Index(fields=["valid_to"], condition=models.Q(state="in_force"), name="registers_entry_ending"),
        ]


class Change(models.Model):
    """What happened to a line after it was written; written once, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    effective_on = models.DateField()
    # The decision behind it; empty for a hand-over.
    decree_number = models.CharField(max_length=80, default="")
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, default="")
    valid_to = models.DateField(null=True)
    other_entry_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    person_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "seq"], name="registers_change_order")]
