"""Records on their way to systems of sectors. What names people is encrypted, and emptied once the partner has it."""

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class Transfer(models.Model):
    """One record of one subject for one partner; the pair is the key by which nothing is handed over twice.

    `asks_first`: nobody saw how a try ended, so the partner is asked before the next. `differences`: where it says otherwise,
    in words without names of people.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    connector = models.CharField(max_length=80)
    record = models.CharField(max_length=80)
    system = models.CharField(max_length=300)
    code = models.CharField(max_length=60, db_index=True)
    agency_id = models.UUIDField(db_index=True)
    agency_code = models.CharField(max_length=35)
    accepted_at = models.DateTimeField()
    payload = EncryptedJSONField(null=True)
    state = models.CharField(max_length=20)
    asks_first = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    stage = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=80, blank=True)
    book = models.CharField(max_length=80, blank=True)
    differences = models.JSONField(default=list)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sector_sync_transfer"
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "connector"], name="sector_sync_transfer_once"),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="sector_sync_transfer_due"),
        ]
