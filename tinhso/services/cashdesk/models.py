"""Shifts, receipts with their lines, deposit slips. A receipt is never deleted: a cancelled one keeps its number."""

from django.db import models

from tinhso.kernel.ids import new_id, random_token


class Shift(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    post_id = models.UUIDField()
    person_id = models.UUIDField()
    state = models.CharField(max_length=12, default="open")
    opened_at = models.DateTimeField()
    opening_vnd = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    # Bank note → how many were counted.
    counted = models.JSONField(default=dict)
    counted_vnd = models.BigIntegerField(default=0)
    recorded_vnd = models.BigIntegerField(default=0)
    explanation = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=models.Q(state="open"), name="cashdesk_one_shift"),
            models.CheckConstraint(
                condition=models.Q(opening_vnd__gte=0, counted_vnd__gte=0, recorded_vnd__gte=0),
                name="cashdesk_shift_never_negative",
            ),
        ]
        indexes = [models.Index(fields=["agency_id", "-opened_at"], name="cashdesk_shift_agency")]


class Deposit(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    account_code = models.CharField(max_length=40)
    account_version_id = models.UUIDField()
    amount_vnd = models.BigIntegerField()
    receipts = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="made")
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.UUIDField(null=True)
    bank_reference = models.CharField(max_length=80, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "year", "number"], name="cashdesk_deposit_number"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="cashdesk_deposit_is_money"),
        ]
        indexes = [models.Index(fields=["agency_id", "-made_at"], name="cashdesk_deposit_agency")]


class Receipt(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What the page that took the money sent, so that the same press of the button is one receipt.
    key = models.CharField(max_length=60, unique=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    form = models.CharField(max_length=30)
    sign = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    book = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    payer_name = models.CharField(max_length=200)
    amount_vnd = models.BigIntegerField()
    received_vnd = models.BigIntegerField()
    state = models.CharField(max_length=12, default="issued")
    issued_at = models.DateTimeField()
    issued_by_id = models.UUIDField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, default="")
    printed = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, unique=True, default=random_token)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "sign", "number"], name="cashdesk_receipt_number"),
            models.CheckConstraint(
                condition=models.Q(amount_vnd__gt=0, received_vnd__gte=models.F("amount_vnd")),
                name="cashdesk_receipt_is_money",
            ),
        ]
        indexes = [models.Index(fields=["shift", "number"], name="cashdesk_receipt_shift")]


class ReceiptLine(models.Model):
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=80)
    amount_vnd = models.BigIntegerField()
    account_code = models.CharField(max_length=40)
    account_version_id = models.UUIDField()
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="cashdesk_line_is_money"),
        ]
