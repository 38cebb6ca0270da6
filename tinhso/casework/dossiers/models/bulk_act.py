"""Acts on several rows of a list at once: what was ordered under one key, and how each row went."""

from django.db import models

from tinhso.kernel.ids import new_id


class BulkAct(models.Model):
    """One order. Its id is the key that the page sent: the same key again is the same order."""

    id = models.UUIDField(primary_key=True, editable=False)
    person_id = models.UUIDField()
    post_id = models.UUIDField()
    # A `BulkKind`; `outcome` is the button where that is what was ordered.
    kind = models.CharField(max_length=8)
    outcome = models.CharField(max_length=40, default="")
    title = models.CharField(max_length=200, default="")
    to_person_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, default="")
    ordered_at = models.DateTimeField()

    class Meta:
        db_table = "dossier_bulk_act"


class BulkLine(models.Model):
    """One row of an order. `done_at` and `refusal` are empty until it was tried; written with the act itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(BulkAct, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    task_id = models.UUIDField()
    dossier_id = models.UUIDField(null=True)
    code = models.CharField(max_length=60, default="")
    # What the page showed: the dossier's version, and who held the task.
    version = models.PositiveIntegerField(default=0)
    held_by_id = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "dossier_bulk_line"
        constraints = [models.UniqueConstraint(fields=["order", "seq"], name="dossier_bulk_line_order")]
