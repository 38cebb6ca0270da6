"""Rows of notes. The text rests encrypted: officers write names and numbers into it."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    author_id = models.UUIDField()
    post_id = models.UUIDField()
    agency_id = models.UUIDField()
    text = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notes_note"
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"], name="notes_thread")]


class Mention(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    person_id = models.UUIDField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notes_mention"
        constraints = [models.UniqueConstraint(fields=["note", "person_id"], name="notes_mentioned_once")]
        indexes = [
            models.Index(fields=["person_id"], condition=models.Q(seen_at__isnull=True), name="notes_unseen"),
        ]
