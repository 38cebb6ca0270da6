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


class FileLink(models.Model):
    """An owner's claim on a file: ("dossiers.dossier", id). The owner's module guards reading."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="links")
    owner_kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    linked_at = models.DateTimeField()
    linked_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "files_link"
        constraints = [
            models.UniqueConstraint(fields=["file", "owner_kind", "owner_id"], name="files_link_once"),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="files_link_owner")]
