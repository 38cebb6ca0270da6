"""Who came to the counter in somebody else's name."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier


class Representative(models.Model):
    """The person who filed for the applicant, in what capacity, by which document, how far and until when.

    `capacity` is a `Capacity`; `valid_to` is the last day (the province's), empty where the law sets none.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, primary_key=True, related_name="+")
    person_id = models.UUIDField()
    name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=12)
    document = models.CharField(max_length=200, default="")
    may_receive = models.BooleanField(default=False)
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    # What the applicant says about a helper's filing: "" not asked or not answered, confirmed, denied; and how they said it.
    answer = models.CharField(max_length=10, default="")
    answered_by = models.CharField(max_length=8, default="")
    answered_at = models.DateTimeField(null=True)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "dossier_representative"
