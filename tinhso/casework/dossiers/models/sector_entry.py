"""That a dossier was typed into the system of its sector, by whom and under which code there."""

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
    entered_by_id = models.UUIDField()
    post_id = models.UUIDField()

    class Meta:
        db_table = "dossier_sector_entry"
