"""That a dossier stands in the system of its sector, under which code, and who typed it there; nobody where a connector did."""

from django.db import models

from tinhso.casework.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id


class SectorEntry(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=300)
    # Officers look a dossier up by the code that it has there.
    reference = models.CharField(max_length=80, db_index=True)
    entered_at = models.DateTimeField()
    entered_by_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_sector_entry"
