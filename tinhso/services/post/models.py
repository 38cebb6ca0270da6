"""Letters, their history, waybill numbers, how far the post's tracking was read, and what in it did not fit."""

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class Order(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    holder_kind = models.CharField(max_length=12)
    holder_id = models.UUIDField()
    reference = models.CharField(max_length=80)
    direction = models.CharField(max_length=8)
    attempt = models.PositiveSmallIntegerField()
    agency_id = models.UUIDField()
    state = models.CharField(max_length=16)
    state_at = models.DateTimeField()
    customer_code = models.CharField(max_length=40)
    waybill = models.CharField(max_length=40, default="", db_index=True)
    home = EncryptedJSONField()
    contents = models.CharField(max_length=200)
    zone = models.CharField(max_length=8)
    weight_g = models.PositiveIntegerField()
    price_vnd = models.BigIntegerField()
    service_version_id = models.UUIDField()
    # What the caller asked of the payer for it.
    due_id = models.UUIDField(null=True)
    # The postman's post that has it, where postmen have accounts.
    carrier_post_id = models.UUIDField(null=True)
    # What the post still has to be told: "" nothing, send, cancel.
    wish = models.CharField(max_length=8, default="")
    wish_reason = models.CharField(max_length=300, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=20, default="")
    problem = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_order"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "direction", "attempt"], name="post_order_attempt"
            ),
            # One letter a direction is under way at a time.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "direction"],
                condition=~models.Q(state__in=["delivered", "came_back", "lost", "cancelled"]),
                name="post_order_one_open",
            ),
            models.UniqueConstraint(fields=["waybill"], condition=~models.Q(waybill=""), name="post_order_waybill"),
            models.CheckConstraint(condition=models.Q(price_vnd__gte=0), name="post_order_price"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="post_order_due"),
            models.Index(fields=["agency_id", "state", "state_at", "id"], name="post_order_list"),
        ]


class Step(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16)
    at = models.DateTimeField()
    told_at = models.DateTimeField()
    source = models.CharField(max_length=8)
    words = models.CharField(max_length=300)
    moved = models.BooleanField()
    person_id = models.UUIDField(null=True)

    class Meta:
        db_table = "post_step"
        constraints = [models.UniqueConstraint(fields=["order", "seq"], name="post_step_order")]


class Waybill(models.Model):
    """A number that the post allotted; one is used once, a cancelled one is kept with its reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer_code = models.CharField(max_length=40)
    code = models.CharField(max_length=40, unique=True)
    seq = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="free")
    order_id = models.UUIDField(null=True)
    imported_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "post_waybill"
        constraints = [models.UniqueConstraint(fields=["customer_code", "seq"], name="post_waybill_order")]
        indexes = [
            models.Index(fields=["customer_code", "seq"], condition=models.Q(state="free"), name="post_waybill_free")
        ]


class Cursor(models.Model):
    """How far the tracking list of a customer code was read."""

    customer_code = models.CharField(max_length=40, primary_key=True)
    last_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "post_cursor"


class TrackingRow(models.Model):
    """A row of tracking that was read, so that the same row again changes nothing."""

    customer_code = models.CharField(max_length=40)
    number = models.BigIntegerField()

    class Meta:
        db_table = "post_tracking_row"
        constraints = [models.UniqueConstraint(fields=["customer_code", "number"], name="post_tracking_row_once")]


class Finding(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="+")
    waybill = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    resolution = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "post_finding"
        indexes = [models.Index(fields=["found_at"], condition=models.Q(closed_at=None), name="post_finding_open")]
