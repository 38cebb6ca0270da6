"""Rows of dossiers. Instants are UTC; `…_on` are the province's dates beside them for statistics."""

from uuid import UUID

from django.db import models

from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.encryption import EncryptedJSONField
from tinhso.kernel.ids import new_id, random_token


class Dossier(models.Model):
    # What a bulk load gives each dossier it presses (kernel.moulds).
    GIVEN = {"tracking_index": "tracking"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    idempotency_key = models.CharField(max_length=80, unique=True, null=True)
    procedure_code = models.CharField(max_length=40)
    procedure_title = models.CharField(max_length=500)
    field_code = models.CharField(max_length=80)
    situation = models.CharField(max_length=40, default="")
    # Pinned at submission: procedure, form, process. At acceptance: deadline rule, terms, papers.
    procedure_version_id = models.UUIDField()
    accepted_version_id = models.UUIDField(null=True)
    status = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8)
    return_method = models.CharField(max_length=8)
    applicant_kind = models.CharField(max_length=12)
    applicant_id = models.UUIDField()
    applicant_name = models.CharField(max_length=200)
    # As what the applicant is counted: person, organisation or agency; an agency is held like any organisation.
    applicant_class = models.CharField(max_length=12, default="")
    filed_by_id = models.UUIDField(null=True)
    receiving_agency_id = models.UUIDField()
    owner_agency_id = models.UUIDField()
    # Another one-stop than the receiving one, where the applicant chose to fetch the result there.
    return_agency_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField()
    submitted_on = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    accepted_on = models.DateField(null=True)
    statutory_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_on = models.DateField(null=True)
    returned_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=8, null=True)
    answers = EncryptedJSONField()
    papers = models.JSONField(default=dict)
    held = models.JSONField(default=dict)
    # Blind index of the code and the last four characters of the applicant's number, for public tracking.
    tracking_index = models.BinaryField(max_length=16)
    verify_token = models.CharField(max_length=32, unique=True, default=random_token)
    # Levels of confidentiality (confidentiality.py), "" = none; of papers by component.
    level = models.CharField(max_length=40, default="")
    paper_levels = models.JSONField(default=dict)
    replaces_id = models.UUIDField(null=True)
    # The bundle that it was filed in, with dossiers of other procedures.
    bundle_id = models.UUIDField(null=True, db_index=True)
    # The batch of certified copies that it was received in: signed with it, its result is on paper.
    batch_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "dossier"
        indexes = [
            models.Index(fields=["applicant_kind", "applicant_id", "-submitted_at"], name="dossier_applicant"),
            models.Index(fields=["receiving_agency_id", "-submitted_at"], name="dossier_receiving"),
            models.Index(fields=["receiving_agency_id", "accepted_at", "id"], name="dossier_book"),
            models.Index(fields=["owner_agency_id", "status", "due_at"], name="dossier_owner_due"),
        ]

    @property
    def returning_agency_id(self) -> UUID:
        """The one-stop that gives out the result: the one chosen, else the one that received."""
        return self.return_agency_id or self.receiving_agency_id

    @property
    def holder(self) -> HolderRef:
        """In whose name the dossier was filed."""
        return HolderRef(kind="person" if self.applicant_kind == "person" else "organisation", id=self.applicant_id)


class StatusChange(models.Model):
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    status = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    words = models.CharField(max_length=300)
    agency_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    reasons = models.JSONField(default=list)

    class Meta:
        db_table = "dossier_status_change"
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_status_order")]


class WorkItem(models.Model):
    """The worklist's own row: everything a list shows, so that no list joins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    task_id = models.UUIDField(unique=True)
    code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=40)
    procedure_title = models.CharField(max_length=500)
    applicant_name = models.CharField(max_length=200)
    step = models.CharField(max_length=40)
    step_title = models.CharField(max_length=200)
    # The name without marks, so that "nguyen" finds "Nguyễn" on both databases.
    name_folded = models.CharField(max_length=200, default="")
    # Whether one of the step's buttons signs: the leader's signing list asks for these rows.
    signs = models.BooleanField(default=False)
    # How it was filed: a one-stop may look at online filings first (intake_order.py).
    is_online = models.BooleanField(default=False)
    # Whether the dossier has still to be typed into the system of its sector.
    by_hand = models.BooleanField(default=False)
    role = models.CharField(max_length=60)
    agency_id = models.UUIDField()
    post_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    # The question that this row asks another agency; where no step of the process asks, `task_id` is its id too.
    consultation_id = models.UUIDField(null=True)
    status = models.PositiveSmallIntegerField()
    # The dossier's level of confidentiality: lists show only what the post may see.
    level = models.CharField(max_length=40, default="")
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    dossier_due_at = models.DateTimeField(null=True)
    # Sort key that is never null, so that one index serves the list.
    order_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_work_item"
        indexes = [
            models.Index(
                fields=["agency_id", "role", "order_at", "id", "level"],
                condition=models.Q(is_open=True),
                name="dossier_work_open",
            ),
            models.Index(
                fields=["agency_id", "role", "opened_at", "id", "level"],
                condition=models.Q(is_open=True),
                name="dossier_work_opened",
            ),
            models.Index(fields=["dossier", "is_open"], name="dossier_work_dossier"),
            # For tallies.py: counts and kinds of open tasks that no other index finds.
            models.Index(
                fields=["agency_id", "role", "level", "status", "procedure_code"],
                condition=models.Q(is_open=True),
                name="dossier_work_kind",
            ),
            models.Index(
                fields=["agency_id", "role", "person_id", "level"],
                condition=models.Q(is_open=True, person_id__isnull=False),
                name="dossier_work_held",
            ),
            models.Index(
                fields=["agency_id", "role", "level"],
                condition=models.Q(is_open=True, signs=True),
                name="dossier_work_signs",
            ),
            models.Index(
                fields=["agency_id", "role", "level"],
                condition=models.Q(is_open=True, by_hand=True),
                name="dossier_work_by_hand",
            ),
            # For hand_over_lists.py: what a desk finished during a day.
            models.Index(
                fields=["agency_id", "role", "closed_at"],
                condition=models.Q(is_open=False),
                name="dossier_work_closed",
            ),
        ]


class Paper(models.Model):
    """A printed paper of the one-stop; `file_id` is empty until the worker has rendered it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    file_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "dossier_paper"
        constraints = [models.UniqueConstraint(fields=["dossier", "kind"], name="dossier_paper_once")]


class Result(models.Model):
    GIVEN = {"number": "notation"}

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, primary_key=True, related_name="+")
    decision = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    fields = EncryptedJSONField()
    drafted_at = models.DateTimeField()
    drafted_by_id = models.UUIDField()
    number = models.CharField(max_length=80, default="")
    file_id = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64, default="")
    signed_at = models.DateTimeField(null=True)
    signed_by_id = models.UUIDField(null=True)
    signer_name = models.CharField(max_length=200, default="")
    # Signed by a person, its number still to come; on_paper: signed by hand, this is its scan.
    signed_file_id = models.UUIDField(null=True)
    on_paper = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True)
    issued_by_id = models.UUIDField(null=True)
    # Until when it holds, as printed in it.
    valid_to = models.DateField(null=True)
    verify_token = models.CharField(max_length=32, unique=True, default=random_token)

    class Meta:
        db_table = "dossier_result"


class ResultDraft(models.Model):
    """A version of the drafted result; the last one is what goes on, the earlier ones stay readable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=8)
    fields = EncryptedJSONField()
    drafted_at = models.DateTimeField()
    drafted_by_id = models.UUIDField()

    class Meta:
        db_table = "dossier_result_draft"
        constraints = [models.UniqueConstraint(fields=["dossier", "seq"], name="dossier_draft_order")]


class ComponentCheck(models.Model):
    """What the desk found about one component: whether it is right, what came on paper, what is wrong and how to mend it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    component = models.CharField(max_length=80)
    verdict = models.CharField(max_length=4, default="")
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500, default="")
    remedy = models.CharField(max_length=500, default="")
    checked_at = models.DateTimeField()
    checked_by_id = models.UUIDField()

    class Meta:
        db_table = "dossier_component_check"
        constraints = [models.UniqueConstraint(fields=["dossier", "component"], name="dossier_check_once")]


class Cancellation(models.Model):
    """A request to cancel a wrong acceptance, waiting for the head."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    requested_at = models.DateTimeField()
    requested_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    replacement_id = models.UUIDField(null=True)

    class Meta:
        db_table = "dossier_cancellation"


class FilingPlan(models.Model):
    """What was chosen before the questions began: in whose name and to which one-stop a draft will be filed."""

    draft_id = models.UUIDField(primary_key=True)
    applicant_kind = models.CharField(max_length=12)
    applicant_id = models.UUIDField()
    receiving_agency_id = models.UUIDField()
    owner_agency_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "dossier_filing_plan"

    @property
    def holder(self) -> HolderRef:
        """In whose name the draft will be filed."""
        return HolderRef(kind="person" if self.applicant_kind == "person" else "organisation", id=self.applicant_id)
