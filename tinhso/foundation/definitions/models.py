"""Applied versions. Rows are only ever inserted."""

from django.db import models

from tinhso.kernel.ids import new_id


class Version(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.JSONField()
    applied_at = models.DateTimeField()
    applied_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "definition_version"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "effective_from", "revision"], name="definition_version_key"
            )
        ]
