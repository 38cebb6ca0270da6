"""Each time an officer asked for a paper that the state already holds, and why."""

from django.db import models

from tinhso.kernel.ids import new_id


class HeldDemand(models.Model):
    """NĐ 107/2021/NĐ-CP, CV 159/TTg-CĐS: what is held is not asked for again. An exception has a reason and is counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField(db_index=True)
    component = models.CharField(max_length=80)
    item_id = models.UUIDField()
    reason = models.CharField(max_length=500)
    agency_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    demanded_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "dossier_held_demand"
        constraints = [
            models.UniqueConstraint(fields=["dossier_id", "component", "demanded_at"], name="dossier_held_demand_once")
        ]
