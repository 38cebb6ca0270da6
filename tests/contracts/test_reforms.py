"""A column that names an agency or a post is moved by a reform of units or says what was: each is decided here once."""

import re

from tests.contracts.columns import columns_named

NAMES = re.compile(r"(^|_)(agency|post|heir)(_id|_code)?$")
# What a reform moves when the agency or post ends (docs/decisions/0008).
MOVED = {
    "identity.Posting.post", "identity.Delegation.post", "workflow.TaskRow.post_id",
    "dossiers.Dossier.receiving_agency_id", "dossiers.Dossier.owner_agency_id", "dossiers.Dossier.return_agency_id",
    "dossiers.WorkItem.agency_id", "dossiers.WorkItem.post_id", "dossiers.Consultation.agency_id",
    "dossiers.Consultation.asking_agency_id", "dossiers.DueWarning.agency_id", "dossiers.FilingPlan.owner_agency_id",
    "dossiers.FilingPlan.receiving_agency_id", "dossiers.LateEntry.agency_id", "deadlines.ClockRow.agency_code",
    "saved_views.View.agency_id",
    "custody.Thing.agency_id", "custody.Thing.post_id", "copybook.Batch.agency_id", "copybook.Line.agency_id",
    "old_results.Batch.agency_id",
    "ratings.Counter.agency_id", "feedback.Feedback.agency_id",
    "post.Order.agency_id", "post.Order.carrier_post_id",
}  # fmt: skip
# What says who it was then: a log, a signature, a line of a register; and the trees themselves.
HISTORY = {
    "access.AuditEntry.agency_id", "access.AuditEntry.post_id", "access.ReadEntry.agency_id",
    "access.ReadEntry.post_id", "access.SecurityEntry.agency_id", "access.SecurityEntry.post_id",
    "identity.Merger.by_post_id",
    "outbox.OutboxEvent.agency_id", "outbox.OutboxEvent.post_id",
    "identity.AgencyPeriod.agency", "identity.PostPeriod.post", "identity.PostPeriod.agency",
    "identity.AgencySuccession.agency", "identity.AgencySuccession.heir",
    "workflow.TaskRow.closed_by_post_id", "dossiers.StatusChange.agency_id", "dossiers.StatusChange.post_id",
    "dossiers.HeldDemand.agency_id", "dossiers.HeldDemand.post_id", "dossiers.BulkAct.post_id",
    "registers.Entry.agency_id", "lookups.Lookup.agency_id", "lookups.Lookup.post_id",
    "notes.Note.agency_id", "notes.Note.post_id", "dossiers.SectorEntry.post_id",
    "vault.Item.issuer_agency_id", "vault.Objection.reader_post_id",
    "deadlines.LedgerRow.post_id",
    # The heir opens screens of its own at its counters.
    "payments.DisplayRow.agency_id",
    # A mishap is the agency's that decided; the heir is reached through the dossier.
    "dossiers.Mishap.owner_agency_id", "dossiers.Mishap.responsible_agency_id",
    # The agency whose register the old paper stands in.
    "old_results.Line.agency_id",
    # Slips that nobody confirmed are taken back by a reform; the others say who gave what to whom.
    "custody.Slip.from_agency_id", "custody.Slip.from_post_id", "custody.Slip.to_agency_id", "custody.Slip.to_post_id",
    "custody.HandOver.from_agency_id", "custody.HandOver.from_post_id", "custody.HandOver.to_agency_id",
    "custody.HandOver.to_post_id",
    # Money was owed to who it was then; the account is pinned with the due, the heir is reached through the dossier.
    "fees.Due.owner_agency_id", "fees.Due.receiving_agency_id", "fees.Due.account_agency_id",
    # Whose till it was, on whose receipt the number stands.
    "cashdesk.Shift.agency_id", "cashdesk.Shift.post_id", "cashdesk.Payout.agency_id",
    "cashdesk.Receipt.agency_id", "cashdesk.Deposit.agency_id",
    # Facts say what an event said; figures count what ended for who stands for it today.
    "revenue.Movement.agency_id", "ereceipts.EreceiptRow.agency_code",
    "warehouse.DossierFact.receiving_agency_id", "warehouse.DossierFact.owner_agency_id",
    "warehouse.DossierFact.late_agency_id", "warehouse.Standing.receiving_agency_id",
    "warehouse.Standing.owner_agency_id", "warehouse.StepFact.agency_id",
    # A message says whose desk told it; an operator of the province repeats those of an ended desk.
    "national_portal.Message.agency_id", "national_portal.Question.agency_id",
    "sector_sync.Transfer.agency_id",
    "sector_sync.Transfer.agency_code",
    # Whose dossier it was when it was found; the next look at it says whose it is now.
    "reconciliation.DifferenceRow.owner_agency_id", "reconciliation.DifferenceRow.receiving_agency_id",
    # A slip is about whoever took the matter in and decided it.
    "scorecards.CaseFact.agency_id", "scorecards.Contest.agency_id", "scorecards.FrozenCard.agency_id",
    "ratings.Slip.owner_agency_id", "ratings.Slip.receiving_agency_id",
    # A draft at a counter is typed and filed the same day.
    "forms.DraftRow.keeper_post_id",
}  # fmt: skip


def test_every_column_that_names_an_agency_or_post_is_moved_or_history() -> None:
    columns = columns_named(NAMES)

    assert sorted(columns - MOVED - HISTORY) == []
    assert sorted((MOVED | HISTORY) - columns) == []
    assert not MOVED & HISTORY
