"""Warnings before a clock is due."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class DueWarning(models.Model):
    """One warning of one clock to the holders of a role in an agency; a new due time is warned of anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    clock_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    agency_id = models.UUIDField()
    role = models.CharField(max_length=60)
    # Who has taken the step, when it is a person's own.
    person_id = models.UUIDField(null=True)
    warned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_due_warning"
        constraints = [models.UniqueConstraint(fields=["clock_id", "level", "due_at"], name="dossier_due_warning_once")]
        indexes = [
            models.Index(
                fields=["agency_id", "role", "due_at"],
                condition=models.Q(closed_at__isnull=True),
                name="dossier_due_warning_open",
            )
        ]
