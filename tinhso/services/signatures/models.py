"""The register of officers' certificates, and what waits to be signed on somebody's own machine."""

from django.db import models

from tinhso.kernel.ids import new_id


class OfficerCertificate(models.Model):
    """Who holds which certificate. Kept for ever: what was signed with it is checked against it."""

    fingerprint = models.CharField(primary_key=True, max_length=64)
    person_id = models.UUIDField(db_index=True)
    way = models.CharField(max_length=8)
    serial = models.CharField(max_length=64)
    subject = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    certificate = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    # Which key it is at a remote signing service; "" elsewhere.
    credential = models.CharField(max_length=200, default="")
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)
    revoked_reason = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "signatures_certificate"
        indexes = [models.Index(fields=["valid_to"], name="signatures_ends")]


class ArchiveStamp(models.Model):
    """A sealed file with evidence for the archive, by the SHA-256 of what was sealed: how long its last stamp proves it."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    # Of the last stamp: the end of its certificate, the digest and the kind of key ("rsa2048").
    ends_at = models.DateTimeField(db_index=True)
    digest = models.CharField(max_length=12)
    key = models.CharField(max_length=20)
    stamped_at = models.DateTimeField()
    renewals = models.PositiveIntegerField(default=0)
    # Why it could not be renewed, "" where it could; looked at again after a while.
    problem = models.CharField(max_length=300, default="")
    tried_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signatures_archive_stamp"
        indexes = [models.Index(fields=["digest", "key"], name="signatures_stamp_made")]


class PendingSignature(models.Model):
    """A document that was prepared, whose hash went out, and whose signature has not come in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch_id = models.UUIDField(db_index=True)
    certificate = models.ForeignKey(OfficerCertificate, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField(db_index=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    # What the act needs to go on; ids and codes only.
    facts = models.JSONField()
    label = models.CharField(max_length=200)
    signer_name = models.CharField(max_length=200)
    file_id = models.UUIDField()
    file_sha256 = models.CharField(max_length=64)
    document_digest = models.BinaryField(max_length=64)
    attributes = models.BinaryField()
    # The digest of the attributes: the hash that goes out.
    digest = models.CharField(max_length=64)
    region_start = models.PositiveIntegerField()
    region_end = models.PositiveIntegerField()
    # The request at a remote signing service; "" elsewhere or before it was asked.
    request = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signatures_pending"
        indexes = [models.Index(fields=["state", "expires_at"], name="signatures_waiting")]
