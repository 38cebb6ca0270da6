"""Event rows are permanent; delivery rows live until their subscriber has done its work; inbox rows say that it has."""

from django.db import models

from tinhso.kernel.ids import new_id


class OutboxEvent(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    aggregate_kind = models.CharField(max_length=40)
    aggregate_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    payload = models.JSONField()
    person_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=12)
    request_id = models.UUIDField()

    class Meta:
        db_table = "outbox_event"
        constraints = [
            models.UniqueConstraint(fields=["aggregate_kind", "aggregate_id", "seq"], name="outbox_event_order"),
        ]
        indexes = [models.Index(fields=["name", "at"], name="outbox_event_name_at")]


class Delivery(models.Model):
    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="+")
    subscriber = models.CharField(max_length=80)
    aggregate_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    is_dead = models.BooleanField(default=False)
    last_error = models.TextField(default="")

    class Meta:
        db_table = "outbox_delivery"
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_delivery_once")]
        indexes = [
            models.Index(fields=["subscriber", "aggregate_id", "seq"], name="outbox_delivery_order"),
            models.Index(fields=["next_at"], condition=models.Q(is_dead=False), name="outbox_delivery_due"),
        ]


class Inbox(models.Model):
    event_id = models.UUIDField()
    subscriber = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "outbox_inbox"
        constraints = [models.UniqueConstraint(fields=["event_id", "subscriber"], name="outbox_inbox_once")]
