"""File rows and links. A blob may serve several rows; a row is read only through one of its links."""

from django.db import models

from tinhso.kernel.ids import new_id


class StoredFile(models.Model):
    """One file as somebody stored it. The blob is found by `sha256`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    pages = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    stored_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "files_stored_file"


class Renewal(models.Model):
    """A signed file with newer evidence appended: the bytes that were signed stay at its beginning, and its identity."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    original = models.CharField(max_length=64)
    size = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "files_renewal"
        indexes = [models.Index(fields=["original", "made_at"], name="files_renewal_newest")]


class FileLink(models.Model):
    """An owner's claim on a file: ("dossiers.dossier", id). The owner's module guards reading."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="links")
    owner_kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    linked_at = models.DateTimeField()
    linked_by_id = models.UUIDField(null=True)
    # The file is signed: the database itself refuses to take the link away.
    signed = models.BooleanField(default=False)

    class Meta:
        db_table = "files_link"
        constraints = [
            models.UniqueConstraint(fields=["file", "owner_kind", "owner_id"], name="files_link_once"),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="files_link_owner")]


class PartialUpload(models.Model):
    """A file on its way in pieces: what was announced, and how much is here. Gone when finished, dropped or a day old."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    label = models.CharField(max_length=100)
    person_id = models.UUIDField(null=True, db_index=True)
    name = models.CharField(max_length=150)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "files_partial_upload"
        constraints = [
            models.UniqueConstraint(fields=["owner_kind", "owner_id", "label", "sha256"], name="files_partial_once"),
        ]


class UploadPiece(models.Model):
    """A piece of a partial upload, at its place."""

    upload = models.ForeignKey(PartialUpload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "files_upload_piece"
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="files_piece_place")]
