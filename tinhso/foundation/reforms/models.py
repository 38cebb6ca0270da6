"""What was carried out; which agency stands for which is identity's."""

from django.db import models

from tinhso.kernel.ids import new_id


class Run(models.Model):
    """One carrying out of a reform. A corrected revision makes another; so does what came late to an ended agency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reform = models.CharField(max_length=80)
    effective_from = models.DateField()
    version_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        db_table = "reform_run"
