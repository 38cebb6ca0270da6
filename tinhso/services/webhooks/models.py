"""Subscriptions, deliveries and their tries. An event is not copied: it is read from the permanent table when it is sent."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id
from tinhso.services.webhooks.types import DeliveryState, State


class SubscriptionRow(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client_id = models.UUIDField()
    title = models.CharField(max_length=200)
    # An address may hold a secret of the receiver's in its query.
    url = EncryptedTextField()
    mode = models.CharField(max_length=12)
    events = models.JSONField()
    agency_ids = models.JSONField(default=list)
    secret = EncryptedTextField()
    old_secret = EncryptedTextField(default="")
    old_secret_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=State.ACTIVE.value)
    # Failed calls in a row: who does not answer is asked with one delivery at a time.
    failures = models.PositiveIntegerField(default=0)
    last_done_at = models.DateTimeField(null=True)
    # Since when every call has failed, and when its owner was told.
    failing_since = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "webhooks_subscription"
        indexes = [models.Index(fields=["client_id", "created_at"], name="webhooks_of_client")]


class DeliveryRow(models.Model):
    """The event once more when `round` > 0: a replay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(SubscriptionRow, on_delete=models.PROTECT, related_name="deliveries")
    event_id = models.UUIDField()
    event = models.CharField(max_length=80)
    aggregate_kind = models.CharField(max_length=40)
    aggregate_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, default=DeliveryState.WAITING.value)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    http_status = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "webhooks_delivery"
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event_id", "round"], name="webhooks_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["subscription", "aggregate_id", "seq", "round"],
                condition=models.Q(state="waiting"),
                name="webhooks_in_line",
            ),
            models.Index(fields=["subscription", "next_at"], condition=models.Q(state="waiting"), name="webhooks_due"),
            models.Index(fields=["subscription", "-created_at", "-id"], name="webhooks_log"),
            models.Index(fields=["done_at"], name="webhooks_done"),
        ]


class AttemptRow(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(DeliveryRow, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    http_status = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    # What a stranger's server said: kept for its owner, encrypted like whatever else strangers may have typed.
    answer = EncryptedTextField(default="")

    class Meta:
        db_table = "webhooks_attempt"
