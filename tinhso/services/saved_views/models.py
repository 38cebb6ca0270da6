"""Rows of saved views."""

from django.db import models

from tinhso.kernel.ids import new_id


class View(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Which list, as its module calls it: "dossiers.worklist".
    list = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    address = models.CharField(max_length=500)
    person_id = models.UUIDField()
    # With whom it is shared: who does this role in this agency. Empty: with nobody.
    agency_id = models.UUIDField(null=True)
    role = models.CharField(max_length=60, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = [models.UniqueConstraint(fields=["person_id", "list", "title"], name="saved_view_title")]
        indexes = [
            models.Index(
                fields=["agency_id", "role", "list"],
                condition=models.Q(agency_id__isnull=False),
                name="saved_view_shared",
            )
        ]


class FirstView(models.Model):
    """The view that a list opens with for one person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    list = models.CharField(max_length=40)
    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "saved_view_first"
        constraints = [models.UniqueConstraint(fields=["person_id", "list"], name="saved_view_first_once")]
