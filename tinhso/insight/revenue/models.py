"""One line for each thing that an event says of money."""

from django.db import models


class Movement(models.Model):
    """`amount_vnd` may be less than nothing: a due that was cancelled takes back what was owed on another day."""

    event_id = models.UUIDField()
    measure = models.CharField(max_length=20)
    on = models.DateField()
    agency_id = models.UUIDField()
    procedure_code = models.CharField(max_length=40, default="")
    amount_vnd = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "measure"], name="revenue_once")]
        indexes = [models.Index(fields=["on", "agency_id", "procedure_code"], name="revenue_day")]
