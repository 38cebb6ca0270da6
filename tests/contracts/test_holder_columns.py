"""A column that names a person follows when two cards become one, or says who it was then: each is decided here once."""

import re

from django.apps import apps

from tests.contracts.columns import columns_named
from tinhso.foundation.identity import api as identity

NAMES = re.compile(
    r"(^|_)(person|holder|applicant|payer|sender|owner|beneficiary|user|giver|receiver|author|filed_by|asked_by"
    r"|created_by|added_by|answered_by)(_id)?$"
)
# What identity moves itself: papers, memberships, guardianships, posts, the sign-ins of the account.
OWN = {
    "identity.IdentityPaper.person", "identity.Membership.person", "identity.Posting.person", "identity.User.person",
    "identity.NationalLink.user",
}  # fmt: skip
# Who did something then: an act, a log, a signature, a reading; the old card stays and still has its name. Officers'
# cards are never the ones that go.
HISTORY = {
    "outbox.OutboxEvent.person_id", "identity.Merger.by_person_id", "identity.Delegation.from_person",
    "identity.Delegation.to_person", "access.AuditEntry.person_id", "access.AuditEntry.user_id",
    "access.ReadEntry.person_id", "access.ReadEntry.user_id", "access.SecurityEntry.person_id",
    "access.SecurityEntry.user_id", "workflow.TaskRow.person_id", "workflow.TaskRow.closed_by_person_id",
    "deadlines.LedgerRow.person_id", "registers.Change.person_id", "signatures.OfficerCertificate.person_id",
    "signatures.PendingSignature.person_id", "vault.OwnDocument.added_by_id", "vault.Share.created_by_id",
    "vault.Objection.answered_by_id", "lookups.Lookup.person_id", "custody.Slip.giver_id", "custody.Slip.receiver_id",
    "custody.HandOver.giver_id", "custody.HandOver.receiver_id", "saved_views.View.person_id",
    "saved_views.FirstView.person_id", "notes.Note.author_id", "notes.Mention.person_id",
    "national_portal.Mapping.by_person_id", "national_portal.Question.answered_by_id", "payments.RefundRow.asked_by_id",
    "fees.DueChange.person_id", "cashdesk.Shift.person_id", "cashdesk.Payout.return_asked_by_id",
    "post.Step.person_id", "dossiers.BulkAct.person_id",
    "dossiers.BulkAct.to_person_id", "dossiers.StatusChange.person_id", "dossiers.WorkItem.person_id",
    "dossiers.Consultation.asked_by_id", "dossiers.Cosigning.asked_by_id",
    "dossiers.DueWarning.person_id", "dossiers.HeldDemand.person_id", "dossiers.Initial.person_id",
    "dossiers.LateEntry.asked_by_id", "dossiers.SupplementMessage.person_id", "dossiers.WaitingLetter.person_id",
    "ratings.SlipOfficer.person_id", "feedback.Feedback.answered_by_id", "warehouse.StepFact.person_id",
    "scorecards.Contest.asked_by_id",
    # Sealed: found through the old ids (`identity.ids_of`).
    "access.ReadSubject.holder_id", "feedback.Feedback.sender_id",
}  # fmt: skip
# Not a person: a thing that a file hangs on, an agency, what a message says.
OTHER = {
    "files.FileLink.owner_id", "files.PartialUpload.owner_id", "payments.OrderRow.payer",
    "dossiers.Consultation.shows_applicant", "dossiers.Representative.answered_by", "warehouse.DossierFact.filed_owner_id",
}  # fmt: skip


def _following() -> set[str]:
    """What modules registered (`holders.py`), by name; each names a column that there is."""
    found = set()
    for column in identity.following_mergers():
        model = apps.get_model(column.model)
        names = {field.name for field in model._meta.concrete_fields}
        assert column.field in names, column
        assert not column.kind or column.kind in names, column
        found.add(f"{model._meta.label}.{column.field}")
    return found


def test_every_column_that_names_a_person_follows_a_merger_or_says_who_it_was_then() -> None:
    columns, following = columns_named(NAMES), _following()

    assert sorted(columns - OWN - following - HISTORY - OTHER) == []
    assert sorted((OWN | HISTORY | OTHER) - columns) == []
    assert not following & (OWN | HISTORY | OTHER)
