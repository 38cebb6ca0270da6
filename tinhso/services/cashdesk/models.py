"""Shifts, receipts with their lines, payouts, deposit slips. None is ever deleted: a cancelled one keeps its number."""

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


class Payout(models.Model):
    """Phiếu chi: money of the till that goes back to who paid it. `subject_id`: what is owed back, opaque here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    agency_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    payee_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    amount_vnd = models.BigIntegerField()
    account_code = models.CharField(max_length=40)
    account_version_id = models.UUIDField()
    state = models.CharField(max_length=12, default="prepared")
    prepared_at = models.DateTimeField()
    prepared_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    # The shift out of whose till the money went.
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+", null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by_id = models.UUIDField(null=True)
    identity_checked = models.CharField(max_length=120, default="")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.UUIDField(null=True)
    cancel_reason = models.CharField(max_length=500, default="")
    # The slip that takes so much less of the same account to the bank.
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="+", null=True)
    # The counter entry: the money came back into the till of that shift, under a number of its own once it is approved.
    return_reason = models.CharField(max_length=500, default="")
    return_asked_at = models.DateTimeField(null=True)
    return_asked_by_id = models.UUIDField(null=True)
    return_shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+", null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by_id = models.UUIDField(null=True)
    return_year = models.PositiveSmallIntegerField(null=True)
    return_number = models.PositiveIntegerField(null=True)
    return_deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "year", "number"], name="cashdesk_payout_number"),
            models.UniqueConstraint(
                fields=["agency_id", "return_year", "return_number"], name="cashdesk_return_number"
            ),
            models.UniqueConstraint(
                fields=["subject_id"],
                condition=~models.Q(state__in=["cancelled", "returned"]),
                name="cashdesk_payout_once",
            ),
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="cashdesk_payout_is_money"),
        ]
        indexes = [models.Index(fields=["agency_id", "-prepared_at"], name="cashdesk_payout_agency")]
