"""Orders, attempts, the money that came, and what went back. Who pays rests encrypted; amounts are whole đồng."""

from django.db import models
from django.db.models import Q

from tinhso.kernel.encryption import EncryptedJSONField, EncryptedTextField
from tinhso.kernel.ids import new_id, random_token


class OrderRow(models.Model):
    """What is to be paid. `client` "" = the platform itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=32, unique=True, default=random_token)
    client = models.CharField(max_length=60)
    reference = models.CharField(max_length=80, db_index=True)
    purpose = models.CharField(max_length=200)
    lines = models.JSONField()
    facts = models.JSONField()
    amount_vnd = models.BigIntegerField()
    payer_kind = models.CharField(max_length=20, default="")
    payer_id = models.UUIDField(null=True)
    payer = EncryptedJSONField()
    state = models.CharField(max_length=12)
    idempotency_key = models.CharField(max_length=120)
    fingerprint = models.BinaryField(max_length=32)
    return_url = models.CharField(max_length=500, default="")
    received_vnd = models.BigIntegerField(default=0)
    refunded_vnd = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_order"
        constraints = [
            models.UniqueConstraint(fields=["client", "idempotency_key"], name="payments_order_once"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_order_amount"),
            models.CheckConstraint(
                condition=Q(refunded_vnd__gte=0) & Q(refunded_vnd__lte=models.F("received_vnd")),
                name="payments_never_more_back",
            ),
        ]
        indexes = [
            models.Index(fields=["payer_id", "-created_at"], name="payments_own"),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="payments_expiring"),
        ]


class AttemptRow(models.Model):
    """One attempt; `ask_at` is when the partner is asked next, empty once its end is known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(OrderRow, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=60)
    version_id = models.UUIDField()
    reference = models.CharField(max_length=25, unique=True)
    state = models.CharField(max_length=12)
    address = models.CharField(max_length=2000, default="")
    qr = models.CharField(max_length=512, default="")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    asked = models.PositiveSmallIntegerField(default=0)
    ask_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "payments_attempt"
        indexes = [
            models.Index(fields=["order", "started_at"], name="payments_attempts"),
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="payments_to_ask"),
        ]


class ReceiptRow(models.Model):
    """Money that came. The partner's number of the transaction makes it once, whoever tells of it how often."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(OrderRow, null=True, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(AttemptRow, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=60)
    transaction = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, default="")
    amount_vnd = models.BigIntegerField()
    refunded_vnd = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=12)
    verdict = models.CharField(max_length=16)

    class Meta:
        db_table = "payments_receipt"
        constraints = [
            models.UniqueConstraint(fields=["channel", "transaction"], name="payments_money_once"),
            models.UniqueConstraint(fields=["order"], condition=Q(verdict="settles"), name="payments_settled_once"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_receipt_amount"),
            models.CheckConstraint(
                condition=Q(refunded_vnd__gte=0) & Q(refunded_vnd__lte=models.F("amount_vnd")),
                name="payments_receipt_refund",
            ),
        ]
        indexes = [models.Index(fields=["channel", "paid_at"], name="payments_receipt_day")]


class MessageRow(models.Model):
    """A partner's message as it came, sealed; the same bytes are one row, `times` says how often they came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32)
    body = EncryptedTextField()
    outcome = models.CharField(max_length=16)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "payments_message"
        constraints = [models.UniqueConstraint(fields=["channel", "digest"], name="payments_message_once")]


class CaseRow(models.Model):
    """What an operator has to look at; the same thing is one open case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    order = models.ForeignKey(OrderRow, null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.ForeignKey(ReceiptRow, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=60)
    amount_vnd = models.BigIntegerField(default=0)
    words = models.CharField(max_length=300, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    resolution = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "payments_case"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(closed_at__isnull=True), name="payments_case_once"
            )
        ]
        indexes = [models.Index(fields=["closed_at", "opened_at"], name="payments_cases")]


class RefundRow(models.Model):
    """Money on its way back; it is taken off the receipt when it is asked, so that two askings never exceed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receipt = models.ForeignKey(ReceiptRow, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(OrderRow, null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=25, unique=True)
    amount_vnd = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12)
    asked_by_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    transaction = models.CharField(max_length=80, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    ask_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "payments_refund"
        constraints = [models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_refund_amount")]
        indexes = [models.Index(fields=["state", "ask_at"], name="payments_refunds")]


class StatementRow(models.Model):
    """A bank's statement as it was imported; the same file is one statement."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32)
    first_on = models.DateField()
    last_on = models.DateField()
    entries = models.PositiveIntegerField()
    new_entries = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "payments_statement"
        constraints = [models.UniqueConstraint(fields=["channel", "digest"], name="payments_statement_once")]


class EntryRow(models.Model):
    """A movement of the account as the bank wrote it; what the payer wrote into it rests encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(StatementRow, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    booked_on = models.DateField()
    amount_vnd = models.BigIntegerField()
    reference = models.CharField(max_length=25, default="")
    text = EncryptedTextField()
    receipt = models.OneToOneField(ReceiptRow, null=True, on_delete=models.PROTECT, related_name="entry")
    refund = models.OneToOneField(RefundRow, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "payments_entry"
        constraints = [
            models.UniqueConstraint(fields=["channel", "number", "booked_on"], name="payments_entry_once"),
        ]


class DifferenceRow(models.Model):
    """What our receipts and the bank's statement do not agree upon."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16)
    channel = models.CharField(max_length=60)
    day = models.DateField()
    receipt = models.ForeignKey(ReceiptRow, null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(EntryRow, null=True, on_delete=models.PROTECT, related_name="+")
    here_vnd = models.BigIntegerField(default=0)
    there_vnd = models.BigIntegerField(default=0)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    resolution = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "payments_difference"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(kind="missing_there"), name="payments_missing_there_once"
            ),
            models.UniqueConstraint(fields=["entry"], name="payments_difference_once"),
        ]
        indexes = [models.Index(fields=["closed_at", "day"], name="payments_differences")]


class DisplayRow(models.Model):
    """A screen at a counter that faces the payer; whoever has its address sees it, and it shows no name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=32, unique=True, default=random_token)
    agency_id = models.UUIDField(db_index=True)
    label = models.CharField(max_length=60)
    order = models.ForeignKey(OrderRow, null=True, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "payments_display"
