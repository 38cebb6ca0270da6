"""Papers that a holder put into the own vault: nobody has verified them, and they stand for no component."""

from django.db import models

from tinhso.kernel.ids import new_id


class OwnDocument(models.Model):
    """One PDF; its file hangs on ("vault.own", id)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder_kind = models.CharField(max_length=20)
    holder_id = models.UUIDField()
    title = models.CharField(max_length=200)
    file_id = models.UUIDField()
    added_by_id = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "vault_own_document"
        indexes = [models.Index(fields=["holder_kind", "holder_id"], name="vault_own_holder")]
