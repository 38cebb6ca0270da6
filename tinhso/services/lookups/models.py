"""Consents by purpose and version, and the log of every look-up. What a register said is kept only as long as the purpose says."""

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class ConsentRow(models.Model):
    """One consent of one holder to one version of a purpose; withdrawing ends it and keeps the row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder_kind = models.CharField(max_length=20)
    holder_id = models.UUIDField()
    purpose = models.CharField(max_length=80)
    version_id = models.UUIDField()
    given_by_id = models.UUIDField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lookups_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["holder_kind", "holder_id", "purpose", "version_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="lookups_consent_once",
            )
        ]


class Lookup(models.Model):
    """Who asked which register about whom, for which purpose, and how it ended. The number rests as a blind index."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=80)
    version_id = models.UUIDField()
    register = models.CharField(max_length=20)
    number_index = models.BinaryField(max_length=16, db_index=True)
    person_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    # The dossier that it was asked for.
    matter_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    facts = models.JSONField()
    # The answer, encrypted, while it may stand in for a new question; emptied after that.
    answer = EncryptedJSONField(null=True)
    kept_until = models.DateTimeField(null=True, db_index=True)
    looked_up_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "lookups_lookup"
        indexes = [models.Index(fields=["post_id", "looked_up_at"], name="lookups_lookup_by_post")]
