"""Filings that were received on paper while the platform was down, and are entered later."""

from django.db import models

from tinhso.kernel.ids import new_id


class LateEntry(models.Model):
    """A request to enter a draft under its true time of receipt; `state` is a `LateState`.

    `paper_number` is the number of the receipt that was written by hand.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft_id = models.UUIDField(unique=True)
    agency_id = models.UUIDField()
    title = models.CharField(max_length=500)
    received_at = models.DateTimeField()
    paper_number = models.CharField(max_length=60)
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_words = models.CharField(max_length=1000, default="")
    dossier_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_late_entry"
        indexes = [models.Index(fields=["agency_id", "state", "asked_at"], name="dossier_late_entry_open")]
