"""Letters that wait for their signer's own machine."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class WaitingLetter(models.Model):
    """A letter of an act that happens when it is signed. Letters of one act share `act_id`; `seq` is the act's order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act_id = models.UUIDField(db_index=True)
    seq = models.PositiveSmallIntegerField()
    # None for an extract of a line of the register that no dossier here made.
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", null=True)
    act = models.CharField(max_length=12)
    # What the signer typed or chose, as the act takes it.
    given = EncryptedJSONField()
    person_id = models.UUIDField()
    # "open", "signed" or "dropped".
    state = models.CharField(max_length=8, default="open")
    put_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossier_waiting_letter"
        constraints = [models.UniqueConstraint(fields=["act_id", "seq"], name="dossier_waiting_letter_order")]
        indexes = [
            models.Index(fields=["person_id", "put_at"], condition=models.Q(state="open"), name="dossier_letter_waits"),
            models.Index(fields=["dossier"], condition=models.Q(state="open"), name="dossier_letter_of"),
        ]
