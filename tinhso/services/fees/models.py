"""Dues, their history, claims of exemption, settlements, refunds that are owed, bills. Money is đồng, never negative."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id


class Due(models.Model):
    """One thing that somebody owes. How it was reckoned is pinned in `basis`; what it became is in `DueChange`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    # The subject's public code, by which a cashier finds it.
    reference = models.CharField(max_length=80)
    payer_kind = models.CharField(max_length=12)
    payer_id = models.UUIDField()
    payer_name = models.CharField(max_length=200)
    procedure_code = models.CharField(max_length=40)
    procedure_title = models.CharField(max_length=500)
    field_code = models.CharField(max_length=80)
    owner_agency_id = models.UUIDField()
    receiving_agency_id = models.UUIDField()
    account_agency_id = models.UUIDField()
    account_code = models.CharField(max_length=40)
    account_version_id = models.UUIDField()
    rule_version_id = models.UUIDField(null=True)
    line = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    waits = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    full_vnd = models.BigIntegerField()
    amount_vnd = models.BigIntegerField()
    paid_vnd = models.BigIntegerField(default=0)
    basis = models.JSONField(default=dict)
    refunded_when = models.JSONField(default=list)
    # Why a supplementary due is asked for; the payer reads it.
    reason = models.CharField(max_length=500, default="")
    exemption = models.CharField(max_length=40, default="")
    state = models.CharField(max_length=12, default="open")
    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    pay_by = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(full_vnd__gte=0, amount_vnd__gte=0, paid_vnd__gte=0), name="fees_due_never_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_vnd__lte=models.F("full_vnd")), name="fees_due_at_most_full"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "line"],
                condition=~models.Q(stage="supplement"),
                name="fees_due_line_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "raised_at"], name="fees_due_subject"),
            models.Index(fields=["reference"], name="fees_due_reference"),
            models.Index(
                fields=["payer_kind", "payer_id"], condition=models.Q(state="open"), name="fees_due_payer_open"
            ),
            models.Index(fields=["pay_by"], condition=models.Q(state="open"), name="fees_due_unpaid"),
            models.Index(fields=["raised_on", "owner_agency_id"], name="fees_due_day"),
        ]


class DueChange(models.Model):
    """A line of a due's history; written once."""

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    change = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    amount_vnd = models.BigIntegerField()
    paid_vnd = models.BigIntegerField()
    reason = models.CharField(max_length=500, default="")
    person_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["due", "seq"], name="fees_change_order")]


class Claim(models.Model):
    """Somebody says that they pay less and names the paper; an officer looks at it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    rule_version_id = models.UUIDField()
    exemption = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    percent = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)
    evidence = EncryptedTextField()
    file_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, default="claimed")
    claimed_at = models.DateTimeField()
    claimed_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=models.Q(state__in=["claimed", "accepted"]),
                name="fees_claim_one_at_a_time",
            )
        ]


class Settlement(models.Model):
    """Money that came, once for each source: a receipt of a cash desk, a paid order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source_kind = models.CharField(max_length=60)
    source_id = models.UUIDField()
    means = models.CharField(max_length=12)
    amount_vnd = models.BigIntegerField()
    paid_at = models.DateTimeField()
    paid_on = models.DateField()
    is_reversed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_kind", "source_id"], name="fees_settlement_once")]


class SettlementLine(models.Model):
    """What of a settlement went to which due; `excess_vnd` is what the due did not need."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="+")
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="+")
    amount_vnd = models.BigIntegerField()
    excess_vnd = models.BigIntegerField(default=0)


class Refund(models.Model):
    """Money that is owed back, and why. Paying it back belongs to payments or to the cash desk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="+")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="+", null=True)
    amount_vnd = models.BigIntegerField()
    cause = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default="owed")
    owed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_reference = models.CharField(max_length=80, default="")
    # When it first turned out that the wrong hands had the money: it came back, and is owed as before.
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gt=0), name="fees_refund_is_money"),
        ]
        indexes = [models.Index(fields=["state", "owed_at"], name="fees_refund_owed")]


class Bill(models.Model):
    """Dues of one payer gathered for one payment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    payer_kind = models.CharField(max_length=12)
    payer_id = models.UUIDField()
    payer_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="open")
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["payer_kind", "payer_id", "-made_at"], name="fees_bill_payer")]


class BillLine(models.Model):
    """A due on a bill; what it costs stands on the due, so that a bill never says an old amount."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="+")
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bill", "due"], name="fees_bill_line_once")]


class Reminder(models.Model):
    """A due whose payer was reminded that many days before its end; nobody is reminded twice of the same day."""

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="+")
    days_before = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["due", "days_before"], name="fees_reminder_once")]
