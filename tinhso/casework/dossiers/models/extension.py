"""Extensions with an apology."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class Extension(models.Model):
    """A new date proposed to the leader with its reason; in force and told to the applicant once it is approved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    new_due_at = models.DateTimeField()
    old_due_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decision_note = models.CharField(max_length=500, default="")
    # Whether the apology went out by the last day the law allows for it.
    told_in_time = models.BooleanField(null=True)

    class Meta:
        db_table = "dossier_extension"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_extension_order"),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(state="proposed"), name="dossier_extension_one_open"
            ),
        ]
