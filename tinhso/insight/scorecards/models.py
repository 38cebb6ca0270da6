"""Case facts, contests, frozen months. No personal data: a case is an id, a day, good or not."""

from django.db import models

from tinhso.kernel.ids import new_id


class CaseFact(models.Model):
    """One slip, answer of a slip, feedback or fee as its events tell it; telling it again changes nothing."""

    measure = models.CharField(max_length=60)
    case_id = models.UUIDField()
    aggregate_id = models.UUIDField(db_index=True)
    dossier_id = models.UUIDField(null=True)
    procedure_code = models.CharField(max_length=40, default="")
    agency_id = models.UUIDField()
    on = models.DateField()
    # `good_until`: good only before this moment, where nothing else happens.
    good = models.BooleanField()
    good_until = models.DateTimeField(null=True)
    value = models.IntegerField(default=0)
    words = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "scorecard_case"
        constraints = [models.UniqueConstraint(fields=["measure", "case_id"], name="scorecard_case_once")]
        indexes = [models.Index(fields=["measure", "on", "agency_id"], name="scorecard_case_month")]


class Contest(models.Model):
    """An agency says that a case was counted wrongly against it; another decides."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    card = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    first = models.DateField()
    agency_id = models.UUIDField()
    case_id = models.UUIDField()
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, default="open")
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=1000, default="")
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scorecard_contest"
        constraints = [models.UniqueConstraint(fields=["card", "item", "case_id"], name="scorecard_contest_once")]
        indexes = [models.Index(fields=["state", "-asked_at"], name="scorecard_contest_state")]


class FrozenCard(models.Model):
    """One agency's month (empty = the province) as it was frozen; a correction is the next number and says why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    card = models.CharField(max_length=40)
    definition_version_id = models.UUIDField()
    first = models.DateField()
    agency_id = models.UUIDField(null=True)
    # The agency's id as text, "" for the province: what is unique may not be empty on every database.
    scope = models.CharField(max_length=36, default="")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=1000, default="")
    frozen_at = models.DateTimeField()
    frozen_by_id = models.UUIDField(null=True)
    body = models.JSONField()

    class Meta:
        db_table = "scorecard_frozen"
        constraints = [
            models.UniqueConstraint(fields=["card", "first", "scope", "number"], name="scorecard_frozen_number")
        ]


class FrozenCase(models.Model):
    """A case that counted against an agency when the month was frozen."""

    frozen = models.ForeignKey(FrozenCard, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    case_id = models.UUIDField()
    is_corrected = models.BooleanField(default=False)

    class Meta:
        db_table = "scorecard_frozen_case"
        constraints = [models.UniqueConstraint(fields=["frozen", "item", "case_id"], name="scorecard_frozen_case_once")]
