"""What a holder objects to among the readings of the own data, and what they were answered."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id


class Objection(models.Model):
    """One reading, one holder, one objection; the reading itself stays in the sealed log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    read_id = models.UUIDField()
    holder_kind = models.CharField(max_length=20)
    holder_id = models.UUIDField()
    read_at = models.DateTimeField()
    read_purpose = models.CharField(max_length=300)
    reader_post_id = models.UUIDField(null=True)
    reason = EncryptedTextField()
    made_by_id = models.UUIDField()
    made_at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=1000, default="")
    answered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_objection"
        constraints = [
            models.UniqueConstraint(fields=["read_id", "holder_kind", "holder_id"], name="vault_objection_once")
        ]
