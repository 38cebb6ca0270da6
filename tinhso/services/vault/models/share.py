"""Links by which a holder lets somebody see one document for a while."""

from django.db import models

from tinhso.kernel.encryption import EncryptedTextField
from tinhso.kernel.ids import new_id
from tinhso.services.vault.types import ShareScope


class Share(models.Model):
    """A link: 128 random bits, at rest only encrypted and by blind index; it ends by day, by count, or by its holder."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey("vault.Item", on_delete=models.CASCADE, related_name="+")
    token = EncryptedTextField()
    token_index = models.BinaryField(max_length=16, unique=True)
    scope = models.CharField(max_length=10, default=ShareScope.FACTS.value)
    recipient = models.CharField(max_length=200)
    created_by_id = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    most_opens = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_share"
