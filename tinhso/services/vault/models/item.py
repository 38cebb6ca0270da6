"""Items of the vault."""

from typing import Any

from django.db import models

from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id, random_token


class Item(models.Model):
    """One document with its data. The data rest encrypted; title and number name no person."""

    # What a bulk load gives each item it presses (kernel.moulds).
    GIVEN = {"number": "notation"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder_kind = models.CharField(max_length=20)
    holder_id = models.UUIDField()
    beneficiary_id = models.UUIDField(null=True)
    result_code = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    number = models.CharField(max_length=100)
    issuer_agency_id = models.UUIDField()
    issued_on = models.DateField()
    valid_to = models.DateField(null=True)
    state = models.CharField(max_length=20, default="valid")
    state_on = models.DateField(null=True)
    # Why it is no longer in force, as its holder and the public read it.
    state_note = models.CharField(max_length=700, default="")
    superseded_by_id = models.UUIDField(null=True)
    file_id = models.UUIDField()
    file_sha256 = models.CharField(max_length=64)
    data: "models.Field[Any, Any]" = EncryptedJSONField()
    source_kind = models.CharField(max_length=60)
    source_id = models.UUIDField()
    token = models.CharField(max_length=43, unique=True, default=random_token)
    deposited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_kind", "source_id", "result_code"], name="vault_item_source"),
        ]
        indexes = [
            models.Index(fields=["holder_kind", "holder_id", "result_code"], name="vault_item_holder"),
            models.Index(fields=["beneficiary_id"], name="vault_item_beneficiary"),
            models.Index(fields=["file_sha256"], name="vault_item_file"),
        ]
