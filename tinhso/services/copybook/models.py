"""Batches and the lines of the book."""

from django.db import models

from tinhso.kernel import clock
from tinhso.kernel.ids import new_id


class Batch(models.Model):
    """`agency_id` keeps the book; `desk_id` is the one-stop where the lines are entered. One open batch an officer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    desk_id = models.UUIDField()
    state = models.CharField(max_length=8, default="open")
    # Who stands at the desk: the next lines are theirs.
    holder_kind = models.CharField(max_length=12, default="")
    holder_id = models.UUIDField(null=True)
    holder_name = models.CharField(max_length=300, default="")
    opened_at = models.DateTimeField(default=clock.now)
    opened_by_id = models.UUIDField()
    sent_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    # The list of the batch with its numbers, as the leader signed it.
    file_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk_id", "opened_by_id"], condition=models.Q(state="open"), name="copybook_one_open"
            ),
        ]
        indexes = [models.Index(fields=["agency_id", "state", "-opened_at"], name="copybook_batches")]


class Line(models.Model):
    """One original and its copies. What was signed is written once; a mistake is struck out, the number stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # None for the papers of a dossier that was signed by itself.
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="lines")
    seq = models.PositiveIntegerField()
    agency_id = models.UUIDField()
    holder_kind = models.CharField(max_length=12)
    holder_id = models.UUIDField()
    requester_name = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    pages = models.PositiveSmallIntegerField()
    copies = models.PositiveSmallIntegerField()
    fee_vnd = models.PositiveBigIntegerField(default=0)
    dossier_id = models.UUIDField(null=True, db_index=True)
    created_at = models.DateTimeField(default=clock.now)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveBigIntegerField(null=True)
    signed_on = models.DateField(null=True)
    # Name and title, as the book has them in one column.
    signer = models.CharField(max_length=300, default="")
    struck_at = models.DateTimeField(null=True)
    struck_by_id = models.UUIDField(null=True)
    struck_reason = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "year", "number"], name="copybook_number"),
        ]
        indexes = [
            models.Index(fields=["batch", "seq"], name="copybook_line_order"),
            models.Index(fields=["agency_id", "signed_on", "number"], name="copybook_book"),
        ]

    @property
    def GIVEN(self) -> dict[str, str]:  # noqa: N802 - the name by which kernel.moulds asks every model
        """What a bulk load gives each line it presses: of a dossier's numbers the one of this paper, once it is signed."""
        return {} if self.number is None else {"number": f"serial_{self.seq}", "year": "year"}
