"""Ký nháy: the printed draft with the initials of who wrote or checked it, before it goes to its signer."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class Initial(models.Model):
    """One initial, with the file as it was then. The last that was not dropped is what the signer signs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    # "draft" or "approve", and the step and task in which it was given.
    act = models.CharField(max_length=12)
    step = models.CharField(max_length=60)
    task_id = models.UUIDField()
    # What was printed: a draft that says something else needs new initials.
    content_sha256 = models.CharField(max_length=64)
    file_id = models.UUIDField()
    # Whose name stands under the text: the paper goes to nobody else for signature.
    signer_id = models.UUIDField()
    signer_name = models.CharField(max_length=200)
    person_id = models.UUIDField()
    initialled_at = models.DateTimeField()
    # Sent back, undone or written anew: the file stays, it is not signed any more.
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_initial"
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_initial_order")]
