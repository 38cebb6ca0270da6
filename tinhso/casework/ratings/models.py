"""Slips, their versions, the officers they speak of, counters."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id, random_token


class Slip(models.Model):
    """One slip as it stands. `rater`: "applicant" for whoever stands for the matter, else the person; one of each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    rater = models.CharField(max_length=40)
    # Who may change it; empty where a receipt was enough.
    rater_person_id = models.UUIDField(null=True)
    way = models.CharField(max_length=10)
    assisted_by_id = models.UUIDField(null=True)
    counter_id = models.UUIDField(null=True)
    rule_version_id = models.UUIDField()
    procedure_code = models.CharField(max_length=40)
    field_code = models.CharField(max_length=80)
    owner_agency_id = models.UUIDField()
    receiving_agency_id = models.UUIDField()
    level = models.CharField(max_length=30)
    satisfied = models.BooleanField()
    choices = models.JSONField(default=dict)
    comment = EncryptedTextField(default="")
    versions = models.PositiveSmallIntegerField(default=1)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_on = models.DateField()

    class Meta:
        db_table = "rating_slip"
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "rater"], name="rating_slip_once")]
        indexes = [
            models.Index(fields=["owner_agency_id", "changed_on"], name="rating_slip_owner"),
            models.Index(fields=["receiving_agency_id", "changed_on"], name="rating_slip_receiving"),
        ]


class SlipVersion(models.Model):
    """What was said each time."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=30)
    choices = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "rating_slip_version"
        constraints = [models.UniqueConstraint(fields=["slip", "seq"], name="rating_slip_version_order")]


class SlipOfficer(models.Model):
    """An officer whom the slip speaks of: who took the matter in or gave its result out."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()

    class Meta:
        db_table = "rating_slip_officer"
        constraints = [models.UniqueConstraint(fields=["person_id", "slip"], name="rating_slip_officer_once")]


class Counter(models.Model):
    """Where people rate at a one-stop: a device, or a QR on the desk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=120)
    token = models.CharField(max_length=32, unique=True, default=random_token)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField()

    class Meta:
        db_table = "rating_counter"
