"""Whom an application asks to sign beside the applicant, and what they answered."""

from django.db import models

from tinhso.casework.dossiers.types import CosigningState
from tinhso.kernel.ids import new_id


class Cosigning(models.Model):
    """One person asked to confirm one draft: found by the blind index of the personal number that the draft names.

    `digest` is what was asked to be confirmed: the answers and the papers. Another digest now = it was changed since.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft_id = models.UUIDField()
    role = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    number_index = models.BinaryField(max_length=16, db_index=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=CosigningState.ASKED.value)
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, default="")
    dossier_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        db_table = "dossier_cosigning"
        constraints = [models.UniqueConstraint(fields=["draft_id", "role"], name="dossier_cosigning_role")]
