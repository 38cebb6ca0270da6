"""Lost or damaged papers, an agency's error on a result; results that nobody fetches."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class Mishap(models.Model):
    """What went wrong, whose it is, how it was made good; `settled_at` is the moment of the signed apology."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=500)
    thing_id = models.UUIDField(null=True)
    owner_agency_id = models.UUIDField()
    reported_at = models.DateTimeField()
    reported_by_id = models.UUIDField()
    due_at = models.DateTimeField()
    responsible_agency_id = models.UUIDField(null=True)
    responsible = models.CharField(max_length=200, default="")
    remedy = models.CharField(max_length=20, default="")
    made_good = models.CharField(max_length=500, default="")
    cost_vnd = models.PositiveBigIntegerField(default=0)
    letter_id = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_mishap"
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_mishap_order")]
        indexes = [models.Index(fields=["owner_agency_id", "settled_at", "due_at"], name="dossier_mishap_open")]


class Unclaimed(models.Model):
    """A result that waits at a desk past the rule's days: reminders so far, and where it went in the end."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, primary_key=True, related_name="+")
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    archived_by_id = models.UUIDField(null=True)
    archived_words = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "dossier_unclaimed"
