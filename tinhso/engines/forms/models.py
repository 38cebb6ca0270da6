"""Draft rows. Everything typed rests encrypted, identifiers among it."""

from typing import Any

from django.db import models

from tinhso.engines.forms.types import DraftState
from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id


class DraftRow(models.Model):
    """One application in the making.

    `answers` = {"data", "sources", "items", "offered", "typed"}; `papers` is what was asked for at the start.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_kind = models.CharField(max_length=30)
    owner_id = models.UUIDField()
    keeper_post_id = models.UUIDField(null=True)
    procedure_version_id = models.UUIDField()
    title = models.CharField(max_length=500)
    channel = models.CharField(max_length=20)
    answers: "models.Field[Any, Any]" = EncryptedJSONField()
    papers = models.JSONField()
    done = models.JSONField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in DraftState], default=DraftState.OPEN)
    next_url = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "forms_draft"
        indexes = [models.Index(fields=["owner_kind", "owner_id", "state"], name="forms_draft_owner")]


class DraftPaper(models.Model):
    """A file given for a component of a draft; the link that lets it be read is the draft's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(DraftRow, on_delete=models.CASCADE, related_name="paper_files")
    component_code = models.CharField(max_length=100)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        db_table = "forms_draft_paper"
        ordering = ["given_at", "id"]
