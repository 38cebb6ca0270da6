"""Digitised copies of papers that came to the desk."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class DigitisedCopy(models.Model):
    """One paper after the four steps of TT 01/2023/TT-VPCP: signed copy, extracted facts, code, place in the vault.

    `source_file_id` is the scan as it came, `file_id` the copy with the officer's signature. `facts` are what was read
    off the paper: number, issuer, issued_on, valid_to (ISO dates). `item_id` is empty where the paper is no result.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    component = models.CharField(max_length=80)
    source_file_id = models.UUIDField()
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=80, unique=True)
    result_code = models.CharField(max_length=80, default="")
    facts = EncryptedJSONField()
    item_id = models.UUIDField(null=True)
    signer_name = models.CharField(max_length=200)
    digitised_at = models.DateTimeField()
    digitised_by_id = models.UUIDField()

    class Meta:
        db_table = "dossier_digitised_copy"
        constraints = [models.UniqueConstraint(fields=["dossier", "source_file_id"], name="dossier_digitised_once")]
