"""Versions of a result drafted in Word, and what reviewers say about them."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class DraftFile(models.Model):
    """One version: merged from the procedure's template (`is_merged`) or uploaded; the last one is what is signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=8)
    file_id = models.UUIDField()
    is_merged = models.BooleanField()
    note = models.CharField(max_length=300, default="")
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()

    class Meta:
        db_table = "dossier_draft_file"
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_draft_file_order")]


class DraftComment(models.Model):
    """What an officer says about one version; hidden from the applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(DraftFile, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField()

    class Meta:
        db_table = "dossier_draft_comment"
