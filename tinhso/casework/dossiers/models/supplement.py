"""Supplement requests: what is missing, item by item, the answers, and what both sides asked meanwhile."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.encryption import EncryptedJSONField, EncryptedTextField
from tinhso.kernel.ids import new_id


class Supplement(models.Model):
    """One request. `asked_at` is empty while it waits for the head; `closed_at` once it is answered or has expired."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    # The rule in force when it was asked, what it does to the clock, and where the dossier goes on after the answer.
    rule_version_id = models.UUIDField()
    clock = models.CharField(max_length=8)
    resumes_as = models.PositiveSmallIntegerField()
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    decided_by_id = models.UUIDField(null=True)
    decision_note = models.CharField(max_length=500, default="")
    asked_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_supplement"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_supplement_order"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(state__in=["proposed", "open"]),
                name="dossier_supplement_one_open",
            ),
        ]


class SupplementItem(models.Model):
    """One thing to mend: a component (answered by files), a field of the form (by a value) or anything else (in words)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="items")
    seq = models.PositiveSmallIntegerField()
    component = models.CharField(max_length=80, default="")
    field = models.CharField(max_length=200, default="")
    title = models.CharField(max_length=500)
    ask = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    file_ids = models.JSONField(default=list)
    # {"value": …} given for a field or in words; {"was": …} what the form said before.
    answer = EncryptedJSONField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_supplement_item"
        constraints = [models.UniqueConstraint(fields=["supplement", "seq"], name="dossier_supplement_item_order")]


class SupplementMessage(models.Model):
    """A question of the applicant about a request, or the desk's reply."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supplement = models.ForeignKey(Supplement, on_delete=models.PROTECT, related_name="messages")
    is_officer = models.BooleanField()
    person_id = models.UUIDField()
    text = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "dossier_supplement_message"
