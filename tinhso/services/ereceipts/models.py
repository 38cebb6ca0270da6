"""What was ordered of a provider, and what became of it."""

from django.db import models

from tinhso.kernel.ids import new_id


class EreceiptRow(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField(max_length=12, default="ordered")
    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=80, db_index=True)
    payer_name = models.CharField(max_length=200)
    agency_code = models.CharField(max_length=40)
    amount_vnd = models.BigIntegerField()
    number = models.CharField(max_length=60, default="")
    lookup_code = models.CharField(max_length=60, default="")
    ordered_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    # What the provider still has to be told: "" nothing, cancel, adjust.
    wish = models.CharField(max_length=12, default="")
    wish_reason = models.CharField(max_length=300, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_vnd__gte=0), name="ereceipts_never_negative"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="ereceipts_due")]
