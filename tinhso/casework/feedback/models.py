"""Feedback with its answer. Words of people and of officers are encrypted where they rest."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id


class Feedback(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    matter_code = models.CharField(max_length=60)
    matter_title = models.CharField(max_length=500)
    procedure_code = models.CharField(max_length=40)
    agency_id = models.UUIDField()
    sender_id = models.UUIDField()
    topic = models.CharField(max_length=30)
    text = EncryptedTextField()
    may_publish = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="sent")
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answer = EncryptedTextField(default="")
    satisfied = models.BooleanField(null=True)
    is_published = models.BooleanField(default=False)

    class Meta:
        db_table = "feedback"
        indexes = [
            models.Index(fields=["agency_id", "state", "due_at"], name="feedback_agency"),
            models.Index(fields=["sender_id", "-sent_at"], name="feedback_sender"),
            models.Index(fields=["subject_kind", "subject_id"], name="feedback_subject"),
            models.Index(fields=["is_published", "-answered_at"], name="feedback_published"),
        ]
