"""Rows projected from definitions of administrative units; never edited by hand."""

from django.db import models

from tinhso.kernel.ids import new_id


class UnitRow(models.Model):
    """A unit between two dates. The same code may stand in several rows with other dates."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    set_code = models.CharField(max_length=80)
    code = models.CharField(max_length=5)
    full_name = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    tier = models.CharField(max_length=10)
    province_code = models.CharField(max_length=5)
    parent_code = models.CharField(max_length=5, null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successors = models.JSONField(default=list)
    folded = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=120)
    folded_path = models.CharField(max_length=400)
    path = models.CharField(max_length=400)

    class Meta:
        db_table = "reference_unit"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="reference_unit_key")]
        indexes = [
            models.Index(fields=["province_code", "tier"], name="reference_unit_province"),
            models.Index(fields=["set_code"], name="reference_unit_set"),
        ]
