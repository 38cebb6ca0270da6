"""Notices and their messages. Texts rest encrypted; an address is looked up when a message leaves and kept nowhere."""

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class Notice(models.Model):
    """What one person was told about one happening, in both languages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    # The happening: an event's id, or the thing that a reminder is about.
    cause_id = models.UUIDField()
    # Which of several tellings of the same cause, as a reminder three days before and one on the last day.
    occasion = models.CharField(max_length=20, default="")
    template = models.CharField(max_length=80)
    version_id = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    # {"vi": [title, body], "en": [title, body], "sms": text}
    texts = EncryptedJSONField()
    link = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "cause_id", "template", "occasion"], name="notifications_told_once"
            )
        ]
        indexes = [models.Index(fields=["person_id", "-created_at"], name="notifications_inbox")]


class Message(models.Model):
    """A notice on its way through one channel; the row is its place in the queue and in the log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=120, default="")
    error = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "notifications_message"
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notifications_once_a_channel")]
        indexes = [
            models.Index(
                fields=["state", "next_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="notifications_queue",
            )
        ]


class Preference(models.Model):
    """What a person does not want is written down; without a row everything is sent."""

    person_id = models.UUIDField(primary_key=True)
    email = models.BooleanField(default=True)
    sms = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_preference"
