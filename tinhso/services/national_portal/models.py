"""What goes to the portal and how far it got, its lists and our mappings, what comes from it. What names people is encrypted."""

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class Message(models.Model):
    """One thing to tell the portal. Of one subject the one with the lowest `seq` goes first; the next waits until it went.

    `payload` is emptied once the portal has it. `is_told`: the dossier went, its step of the way not yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    cause_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    code = models.CharField(max_length=60, db_index=True)
    agency_id = models.UUIDField(null=True)
    words = models.CharField(max_length=200)
    payload = EncryptedJSONField(null=True)
    is_told = models.BooleanField(default=False)
    state = models.CharField(max_length=20)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "national_portal_message"
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "cause_id"], name="national_portal_message_once"),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="national_portal_message_due"),
            models.Index(fields=["subject_id", "seq"], name="national_portal_message_order"),
        ]


class SecondRecord(models.Model):
    """What the portal's second generation has of a dossier: it cannot be asked, so it is written down here.

    `doubt`: the step that left and whose end nobody saw. `uploads`: paper → [IdTepTin, HashTepTin].
    """

    subject_id = models.UUIDField(primary_key=True)
    their_code = models.CharField(max_length=80, blank=True, db_index=True)
    created_at = models.DateTimeField(null=True)
    doubt = models.CharField(max_length=20, blank=True)
    uploads = models.JSONField(default=dict)

    class Meta:
        db_table = "national_portal_second"


class CatalogueEntry(models.Model):
    """A row of one of the portal's lists. What left the list stays, as gone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=1000)
    is_gone = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "national_portal_entry"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="national_portal_entry_once")]


class CataloguePull(models.Model):
    """One pull of one list, with what it changed, or why nothing of it was used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "national_portal_pull"


class Mapping(models.Model):
    """An operator's word that a code of ours is another one there; none is needed where both are the same."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    our_code = models.CharField(max_length=80)
    their_code = models.CharField(max_length=80)
    by_person_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "national_portal_mapping"
        constraints = [models.UniqueConstraint(fields=["kind", "our_code"], name="national_portal_mapping_once")]


class ComparisonRow(models.Model):
    """The last time the portal was asked what it knows of a dossier. `differences`: field, ours, theirs; codes and times only."""

    subject_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    is_known = models.BooleanField()
    differences = models.JSONField(default=list)

    class Meta:
        db_table = "national_portal_comparison"


class Inbound(models.Model):
    """Something the portal handed over: a dossier filed there, or an answer to a supplement request, until it is ours.

    `payload` is what came, whole and encrypted; it is emptied when everything of it stands in the dossier. `problems`: what did
    not fit, in words for the officer. `files`: per paper what was fetched, or why not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    foreign_code = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    subject_id = models.UUIDField(null=True, db_index=True)
    our_code = models.CharField(max_length=60, blank=True)
    desk_code = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20)
    payload = EncryptedJSONField(null=True)
    problems = EncryptedJSONField(default=list)
    files = EncryptedJSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(db_index=True)
    next_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "national_portal_inbound"
        constraints = [
            models.UniqueConstraint(fields=["kind", "foreign_code", "digest"], name="national_portal_inbound_once"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="national_portal_inbound_due")]


class Question(models.Model):
    """A question that somebody asked on the portal, until and after the agency answered. Who asked is encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    foreign_id = models.CharField(max_length=80, unique=True)
    agency_id = models.UUIDField(null=True, db_index=True)
    their_code = models.CharField(max_length=80, blank=True)
    topic = models.CharField(max_length=300)
    body = EncryptedJSONField()
    asked_at = models.DateTimeField(null=True)
    pulled_at = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "national_portal_question"
