"""Questions to other agencies about a dossier."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class Consultation(models.Model):
    """One question to one agency, with its answer. `round` numbers the sendings of a dossier; of a round in turn only
    the first is open. `task_id` is the process's step where a step asks. `next_at`: when silence is next acted upon.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    rule_version_id = models.UUIDField()
    task_id = models.UUIDField(null=True, unique=True)
    agency_id = models.UUIDField()
    role = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    question = models.TextField(max_length=2000)
    # What the asked agency may see: ids of files, titles of the form's topics, the applicant's name.
    files = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    shows_applicant = models.BooleanField(default=False)
    term_value = models.PositiveSmallIntegerField()
    term_unit = models.CharField(max_length=16)
    past_due_reason = models.CharField(max_length=500, default="")
    state = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    asking_agency_id = models.UUIDField()
    sent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    # Empty until answered; also what silence was taken for.
    answer = models.CharField(max_length=12, default="")
    by_silence = models.BooleanField(default=False)
    opinion = models.TextField(max_length=4000, default="")
    # The question as a letter of the asking agency; empty where the province has none, or until the worker sealed it.
    request_file_id = models.UUIDField(null=True)
    late_reason = models.CharField(max_length=500, default="")
    file_id = models.UUIDField(null=True)
    # Whether the file is a letter that the answering officer signed here.
    is_signed = models.BooleanField(default=False)
    recall_reason = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "dossier_consultation"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_consultation_order"),
            models.UniqueConstraint(
                fields=["dossier", "agency_id"],
                condition=models.Q(state="open", task_id__isnull=True),
                name="dossier_consultation_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "state", "due_at"], name="dossier_consultation_asked"),
            models.Index(fields=["asking_agency_id", "-asked_at"], name="dossier_consultation_asking"),
            models.Index(fields=["next_at"], condition=models.Q(state="open"), name="dossier_consultation_next"),
        ]
