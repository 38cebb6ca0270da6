"""National records as imported, and their revisions."""

from django.db import models

from tinhso.kernel.ids import new_id


class NationalRecord(models.Model):
    """The latest known content of one national record. Never deleted: a missing one is not in use."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=2000)
    field_title = models.CharField(max_length=500)
    # What lists and search show, so that they need not read the whole record.
    summary = models.JSONField()
    raw = models.JSONField()
    parsed = models.JSONField()
    sha256 = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    in_use = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "procedures_national_record"


class RecordRevision(models.Model):
    """One content that a record had. Rows are only ever inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(NationalRecord, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveIntegerField()
    raw = models.JSONField()
    parsed = models.JSONField()
    sha256 = models.CharField(max_length=64)
    differences = models.JSONField()
    imported_at = models.DateTimeField()
    imported_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "procedures_record_revision"
        constraints = [models.UniqueConstraint(fields=["record", "revision"], name="procedures_record_revision_key")]
