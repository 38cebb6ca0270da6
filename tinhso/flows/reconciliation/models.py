"""Differences and runs. A value is a code, a sum or a state: no name, nothing that a person wrote."""

from django.db import models

from tinhso.kernel.ids import new_id


class DifferenceRow(models.Model):
    """One thing that does not agree. What is gone stays, so that its coming back is seen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    subject_id = models.UUIDField()
    dossier_id = models.UUIDField(null=True, db_index=True)
    dossier_code = models.CharField(max_length=80, default="")
    owner_agency_id = models.UUIDField(null=True)
    receiving_agency_id = models.UUIDField(null=True)
    ours = models.CharField(max_length=300)
    theirs = models.CharField(max_length=300)
    place = models.CharField(max_length=200, default="")
    since = models.DateTimeField()
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    # The last explanation; it holds while `accepted_at` says so.
    reason = models.CharField(max_length=500, default="")
    accepted_at = models.DateTimeField(null=True)
    accepted_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "reconciliation_difference"
        constraints = [models.UniqueConstraint(fields=["code", "key"], name="reconciliation_difference_once")]
        indexes = [
            models.Index(fields=["since"], condition=models.Q(gone_at=None), name="reconciliation_open"),
            models.Index(
                fields=["system", "subject_id"], condition=models.Q(gone_at=None), name="reconciliation_subject"
            ),
        ]


class RunRow(models.Model):
    """One run: what was compared, and what it came to, system by system. `since` empty: everything."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    started_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField()
    outcomes = models.JSONField()
    # The day of the province that was compared, once a night.
    nightly_on = models.DateField(null=True, unique=True)

    class Meta:
        db_table = "reconciliation_run"
