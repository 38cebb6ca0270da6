"""Fact rows. Keys are those of what they tell of (dossier, event), so that telling it again changes nothing; `…_on` are
the province's dates. No personal data: who acted is an id, who applied is not here.
"""

from django.db import models


class DossierFact(models.Model):
    """One dossier as it stands now: where it is, when it came and ended, how it ended."""

    dossier_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=40)
    field_code = models.CharField(max_length=80)
    channel = models.CharField(max_length=8)
    applicant_kind = models.CharField(max_length=20, default="")
    online_level = models.CharField(max_length=12, default="")
    # Where it was filed, which a reform leaves as it was, and where it is now.
    filed_receiving_id = models.UUIDField()
    filed_owner_id = models.UUIDField()
    receiving_agency_id = models.UUIDField()
    owner_agency_id = models.UUIDField()
    status = models.PositiveSmallIntegerField()
    submitted_on = models.DateField()
    accepted_on = models.DateField(null=True)
    statutory_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # What ended it (types.Ending) and when; a result ends it when it is signed, not when it is handed over.
    ending = models.CharField(max_length=12, default="")
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    # How the result was signed: digital, paper (by hand, then scanned or in a book); "" where no event said it.
    signing = models.CharField(max_length=8, default="")
    # Early, on time or late at its end: by the date promised to the applicant, and by the law's own term.
    timing = models.CharField(max_length=8, default="")
    statutory_timing = models.CharField(max_length=8, default="")
    late_minutes = models.PositiveIntegerField(default=0)
    late_cause = models.CharField(max_length=16, default="")
    late_agency_id = models.UUIDField(null=True)
    fields_answered = models.PositiveIntegerField(default=0)
    fields_prefilled = models.PositiveIntegerField(default=0)
    papers_asked = models.PositiveIntegerField(default=0)
    papers_held = models.PositiveIntegerField(default=0)
    digitised = models.PositiveIntegerField(default=0)
    supplements = models.PositiveIntegerField(default=0)
    extensions = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "warehouse_dossier"
        indexes = [
            models.Index(fields=["submitted_on"], name="warehouse_submitted"),
            models.Index(fields=["accepted_on"], name="warehouse_accepted"),
            models.Index(fields=["closed_on"], name="warehouse_closed"),
        ]


class Standing(models.Model):
    """A span in which an accepted, unfinished dossier stood under one agency, one due instant, paused or not.

    What was pending at any instant, and how, is the spans that cover it: the past stays as it was.
    """

    # The event that began the span.
    id = models.UUIDField(primary_key=True)
    dossier_id = models.UUIDField()
    procedure_code = models.CharField(max_length=40)
    field_code = models.CharField(max_length=80)
    channel = models.CharField(max_length=8)
    applicant_kind = models.CharField(max_length=20, default="")
    online_level = models.CharField(max_length=12, default="")
    receiving_agency_id = models.UUIDField()
    owner_agency_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    statutory_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    is_paused = models.BooleanField(default=False)

    class Meta:
        db_table = "warehouse_standing"
        indexes = [
            models.Index(fields=["since"], name="warehouse_standing_since"),
            models.Index(fields=["until"], name="warehouse_standing_until"),
            models.Index(fields=["dossier_id"], name="warehouse_standing_of"),
        ]


class StepFact(models.Model):
    """One completed step, or one answered question to another agency: by whom, how long it was open."""

    # The event that told of its end.
    id = models.UUIDField(primary_key=True)
    dossier_id = models.UUIDField()
    procedure_code = models.CharField(max_length=40)
    field_code = models.CharField(max_length=80)
    channel = models.CharField(max_length=8)
    step = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, default="")
    agency_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    done_on = models.DateField()
    # In the office time of that agency; null where the event did not say.
    minutes = models.PositiveIntegerField(null=True)
    is_late = models.BooleanField(null=True)
    # The how-manieth time this dossier was at this step: more than 1 is a loop.
    visit = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "warehouse_step"
        indexes = [
            models.Index(fields=["done_on"], name="warehouse_step_done"),
            models.Index(fields=["person_id", "done_on"], name="warehouse_step_person"),
            models.Index(fields=["dossier_id"], name="warehouse_step_of"),
        ]
