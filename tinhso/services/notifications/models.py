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
    # What the person may choose about, as it stood then.
    kind = models.CharField(max_length=40)
    is_required = models.BooleanField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    # {"vi": [title, body], "en": [title, body], "sms": text, "zalo": {parameter: text}}
    texts = EncryptedJSONField()
    link = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # After this instant a message would come too late: on its last day quiet hours do not hold it back.
    useful_until = models.DateTimeField(null=True)
    # Every channel there is has failed for good.
    unreached_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "cause_id", "template", "occasion"], name="notifications_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="notifications_inbox"),
            models.Index(fields=["subject_id", "subject_kind"], name="notifications_subject"),
            models.Index(
                fields=["-unreached_at"], condition=models.Q(unreached_at__isnull=False), name="notifications_unreached"
            ),
        ]


class Message(models.Model):
    """A notice on its way through one channel; the row is its place in the queue and in the log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="messages")
    # The receiver, so that a digest is gathered without opening each notice.
    person_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    priority = models.PositiveSmallIntegerField()
    # It waits for the day's digest with the others of its person.
    in_digest = models.BooleanField(default=False)
    # Messages that left as one share this id, which is the id that the other side knows.
    bundle_id = models.UUIDField(default=new_id)
    state = models.CharField(max_length=10)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # The other side has said that it arrived.
    delivered_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=120, default="")
    error = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "notifications_message"
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="notifications_once_a_channel")]
        indexes = [
            models.Index(
                fields=["channel", "state", "priority", "next_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="notifications_queue",
            ),
            models.Index(
                fields=["-next_at"],
                condition=models.Q(state__in=["failed", "uncertain"]),
                name="notifications_dead",
            ),
            models.Index(fields=["bundle_id"], name="notifications_bundle"),
        ]


class Attempt(models.Model):
    """One try of one message and what the other side answered; never an address."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    answer = models.CharField(max_length=300)

    class Meta:
        db_table = "notifications_attempt"


class BadAddress(models.Model):
    """An address that failed for good, by its blind index only: another address of the person is another row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=10)
    address_index = models.BinaryField(max_length=16)
    person_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()

    class Meta:
        db_table = "notifications_bad_address"
        constraints = [models.UniqueConstraint(fields=["channel", "address_index"], name="notifications_bad_once")]


class Preference(models.Model):
    """What a person chose about all messages; without a row the province's rule holds."""

    person_id = models.UUIDField(primary_key=True)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    wants_digest = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="vi")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_preference"


class SwitchedOff(models.Model):
    """What a person does not want is written down; without a row everything is sent."""

    person_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    since = models.DateTimeField()

    class Meta:
        db_table = "notifications_switched_off"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind", "channel"], name="notifications_switched_off_once")
        ]


class PushSubscription(models.Model):
    """A browser of a person that takes push messages; its address and keys rest encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    endpoint_index = models.BinaryField(max_length=16, unique=True)
    # {"endpoint": …, "p256dh": …, "auth": …}
    keys = EncryptedJSONField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_push_subscription"


class AccessToken(models.Model):
    """What a channel's provider gave us to call it with for a while, and to ask for the next one."""

    channel = models.CharField(max_length=10, primary_key=True)
    # {"access": …, "refresh": …}
    secret = EncryptedJSONField()
    until = models.DateTimeField()
    # Somebody is asking for the next one: a refresh token works once.
    claimed_until = models.DateTimeField()

    class Meta:
        db_table = "notifications_access_token"
