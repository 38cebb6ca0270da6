"""Roles, and the three logs with the seals that bind them.

A log row carries its own keyed digest from the moment it is written, so an altered or smuggled-in row shows even before
it is sealed. Sealing only sets `seal`, in batches, on rows already committed: writers never wait for it nor for one
another.
"""

from collections.abc import Sequence
from datetime import UTC

from django.db import models
from django.db.models import Q

from tinhso.foundation.access.domain import row_mac
from tinhso.foundation.access.logkey import log_key
from tinhso.kernel import clock
from tinhso.kernel.ids import new_id


class Role(models.Model):
    """A role as a definition gave it; dated, replaced whole when the definition is applied again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    grants = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="access_role_once")]


class StandingStamp(models.Model):
    """One row for each kind of standing data, with a new value whenever it changed (see `standing`)."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    value = models.UUIDField()


class ApiClient(models.Model):
    """Another system that calls the API. What we sign for it with rests encrypted; its keys are rows of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    scopes = models.JSONField()
    asked_scopes = models.JSONField(default=list)
    everywhere = models.BooleanField(default=False)
    agency_ids = models.JSONField(default=list)
    # Who registered it, or whom the administrator named as looking after it; None: the administrators themselves do.
    owner_id = models.UUIDField(null=True, db_index=True)
    per_minute = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class ApiKey(models.Model):
    """A key of a client: its public beginning and the digest of its secret. Several at once, so that one can replace another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=20, unique=True)
    digest = models.BinaryField(max_length=32)
    title = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)


class Seal(models.Model):
    """One sealed batch: which rows, and the head of the chain after them."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    audit_rows = models.IntegerField()
    read_rows = models.IntegerField()
    security_rows = models.IntegerField()
    members = models.BinaryField()
    head = models.BinaryField()

    def header(self) -> str:
        at = self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{self.number}|{at}|{self.audit_rows}|{self.read_rows}|{self.security_rows}"


class LogRow(models.Model):
    """What the three logs share."""

    LOG = ""
    # For bulk loads (kernel.moulds): the digest is reckoned again for each row, the seal is the load's own.
    DERIVED = "mac"
    GIVEN = {"seal": "seal"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=clock.now)
    person_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    request_id = models.UUIDField()
    mac = models.BinaryField()
    seal = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def own_fields(self) -> list[str]:
        """The fields of the concrete log, as texts."""
        raise NotImplementedError

    def derived_from(self) -> list[str]:
        """What the digest covers."""
        return self.sealed_fields()

    @classmethod
    def derive(cls, texts: Sequence[str]) -> bytes:
        """The digest of these texts."""
        return row_mac(log_key(), cls.LOG, texts)

    def sealed_fields(self) -> list[str]:
        """Every field that the digest covers, as texts that do not depend on the database."""
        common = (self.id, self.person_id, self.user_id, self.post_id, self.agency_id, self.request_id)
        return [
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.channel,
            *("" if value is None else str(value) for value in common),
            *self.own_fields(),
        ]


class AuditEntry(LogRow):
    """One write."""

    LOG = "audit"

    act = models.CharField(max_length=80)
    target_kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    detail = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="access_audit_target"),
            models.Index(fields=["at"], name="access_audit_at"),
            models.Index(fields=["id"], condition=Q(seal__isnull=True), name="access_audit_unsealed"),
            models.Index(fields=["seal"], name="access_audit_seal"),
        ]

    def own_fields(self) -> list[str]:
        return [self.act, self.target_kind, str(self.target_id), self.detail]


class ReadEntry(LogRow):
    """One request that read personal data; `subjects` lists whose, sorted, as text."""

    LOG = "read"

    purpose = models.CharField(max_length=300)
    target_kind = models.CharField(max_length=40, blank=True, default="")
    target_id = models.UUIDField(null=True)
    subjects = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="access_read_at"),
            models.Index(fields=["id"], condition=Q(seal__isnull=True), name="access_read_unsealed"),
            models.Index(fields=["seal"], name="access_read_seal"),
        ]

    def own_fields(self) -> list[str]:
        return [self.purpose, self.target_kind, "" if self.target_id is None else str(self.target_id), self.subjects]


class ReadSubject(models.Model):
    """The index from a holder to the reads of their data; `audit verify` compares it with `ReadEntry.subjects`."""

    entry = models.ForeignKey(ReadEntry, on_delete=models.CASCADE, related_name="index_rows")
    holder_kind = models.CharField(max_length=12)
    holder_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["holder_id", "holder_kind"], name="access_read_holder")]


class SecurityEntry(LogRow):
    """One security event: a denial, a failed sign-in, a lock. `subject` is a keyed digest, never what was typed."""

    LOG = "security"

    kind = models.CharField(max_length=30)
    act = models.CharField(max_length=300, blank=True, default="")
    path = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    subject = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "at"], name="access_security_kind"),
            models.Index(fields=["at"], name="access_security_at"),
            models.Index(fields=["id"], condition=Q(seal__isnull=True), name="access_security_unsealed"),
            models.Index(fields=["seal"], name="access_security_seal"),
        ]

    def own_fields(self) -> list[str]:
        return [self.kind, self.act, self.path, self.address, self.subject]
