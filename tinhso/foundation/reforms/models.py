"""What was carried out; which agency stands for which is identity's."""

from django.db import models

from tinhso.kernel.ids import new_id


class Run(models.Model):
    """One carrying out of a reform; a corrected revision makes another, which moves what the first one left."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reform = models.CharField(max_length=80)
    effective_from = models.DateField()
    version_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        db_table = "reform_run"
