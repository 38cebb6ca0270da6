"""Several dossiers filed together for one event of a life."""

from django.db import models

from tinhso.kernel.ids import new_id


class Bundle(models.Model):
    """One filing of several procedures; `draft_id` is what was filled in, once. Its dossiers name it (`bundle_id`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    draft_id = models.UUIDField(unique=True)
    definition_version_id = models.UUIDField()
    title = models.CharField(max_length=200)
    applicant_kind = models.CharField(max_length=12)
    applicant_id = models.UUIDField()
    submitted_at = models.DateTimeField()
    # As a dossier's: of the bundle's code and the last four characters of the applicant's number.
    tracking_index = models.BinaryField(max_length=16)

    class Meta:
        db_table = "dossier_bundle"
