"""Closed periods: each copy is kept as it was closed, with the dossiers behind each cell."""

from django.db import models

from tinhso.kernel.ids import new_id


class Copy(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.CharField(max_length=40)
    definition_version_id = models.UUIDField()
    # Empty for the whole province.
    scope_id = models.UUIDField(null=True)
    scope_name = models.CharField(max_length=300)
    first = models.DateField()
    last = models.DateField()
    # 1 at closing; a correction after it is the next one and says why.
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=1000, default="")
    closed_at = models.DateTimeField()
    closed_by_id = models.UUIDField()
    body = models.JSONField()

    class Meta:
        db_table = "report_copy"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "scope_name", "first", "last", "number"], name="report_copy_number"
            )
        ]


class CopyRecord(models.Model):
    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="+")
    row = models.CharField(max_length=80)
    column = models.CharField(max_length=40)
    dossier_id = models.UUIDField()

    class Meta:
        db_table = "report_copy_record"
        constraints = [models.UniqueConstraint(fields=["copy", "column", "row", "dossier_id"], name="report_copy_cell")]
