"""What the counter sees about the person in front of it: unfinished dossiers and filings begun there, in its own sight."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.digitising import DigitisingRule, rule_of
from tinhso.casework.dossiers.queries import view
from tinhso.casework.dossiers.types import (
    Capacity,
    DigitisedCopy,
    Dossier,
    HelpAnswer,
    LateState,
    PaperFacts,
    Representative,
    Status,
)
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.errors import DraftNotFound
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor

MOST = 5
MOST_ENTRIES = 100


@dataclass(frozen=True, kw_only=True)
class DeskDraft:
    """A filing begun at this counter and not sent yet."""

    id: UUID
    title: str
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class LateEntry:
    """A request to enter a filing later, as its page shows it."""

    id: UUID
    draft_id: UUID
    title: str
    received_at: datetime
    paper_number: str
    reason: str
    state: LateState
    asked_at: datetime
    asked_by_id: UUID
    decided_by_id: UUID | None
    decided_words: str
    dossier_id: UUID | None

    @property
    def is_waiting(self) -> bool:
        return self.state is LateState.ASKED

    @property
    def text_id(self) -> str:
        return str(self.id)

    @property
    def state_words(self) -> str:
        return self.state.words

    @property
    def tone(self) -> str:
        return {"asked": "wait", "approved": "info", "rejected": "bad", "entered": "good"}[self.state.value]


def unfinished_of(holder: HolderRef, *, actor: Actor, procedure_code: str = "") -> tuple[Dossier, ...]:
    """Dossiers of the holder (of one procedure, or any) without a result, in the officer's sight, newest first."""
    seen = access.scope(actor=actor, act="dossiers.read")
    rows = models.Dossier.objects.filter(
        in_sight(actor), applicant_kind=holder.kind, applicant_id=holder.id, finished_at__isnull=True
    ).exclude(status__in=[Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED])
    if procedure_code:
        rows = rows.filter(procedure_code=procedure_code)
    if not seen.everywhere:
        rows = rows.filter(Q(receiving_agency_id__in=seen.agency_ids) | Q(owner_agency_id__in=seen.agency_ids))
    found = list(rows.defer("answers").order_by("-submitted_at")[:MOST])
    for row in found:
        row.answers = {}
    return tuple(view(row) for row in found)


def desk_drafts(holder: HolderRef, *, actor: Actor) -> tuple[DeskDraft, ...]:
    """The holder's filings that this officer's post keeps, last saved first."""
    if actor.agency_id is None:
        return ()
    drafts = forms.list_drafts((holder.kind, holder.id))
    here = set(
        models.FilingPlan.objects.filter(
            draft_id__in=[one.id for one in drafts], receiving_agency_id=actor.agency_id
        ).values_list("draft_id", flat=True)
    )
    return tuple(
        DeskDraft(id=one.id, title=one.title, saved_at=one.saved_at)
        for one in drafts
        if one.id in here and _may_open(one.id, actor)
    )[:MOST]


def _may_open(draft_id: UUID, actor: Actor) -> bool:
    try:
        forms.get_draft(draft_id, actor=actor)
    except DraftNotFound:
        return False
    return True


def digitising_rule(*, on: date) -> DigitisingRule:
    """How papers are digitised at the desk that day. Raises NoDefinition."""
    return rule_of(definitions.get("digitising_rule", "digitising", on=on).body)


def digitised_of(dossier_id: UUID) -> tuple[DigitisedCopy, ...]:
    """The digitised copies of a dossier, oldest first; the caller has read the dossier."""
    rows = models.DigitisedCopy.objects.filter(dossier_id=dossier_id).order_by("digitised_at", "id")
    return tuple(copy_view(row) for row in rows)


def copy_view(row: models.DigitisedCopy) -> DigitisedCopy:
    """The row as others see it."""
    issued_on, valid_to = row.facts.get("issued_on"), row.facts.get("valid_to")
    return DigitisedCopy(
        id=row.id,
        component=row.component,
        source_file_id=row.source_file_id,
        file_id=row.file_id,
        sha256=row.sha256,
        code=row.code,
        result_code=row.result_code,
        facts=PaperFacts(
            number=row.facts["number"],
            issuer=row.facts["issuer"],
            issued_on=date.fromisoformat(issued_on) if issued_on else None,
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
        ),
        item_id=row.item_id,
        signer_name=row.signer_name,
        digitised_at=row.digitised_at,
    )


def representative_of(dossier_id: UUID) -> Representative | None:
    """Who filed this dossier in the applicant's name at the counter; the caller has read the dossier."""
    row = models.Representative.objects.filter(dossier_id=dossier_id).first()
    if row is None:
        return None
    return Representative(
        person_id=row.person_id,
        capacity=Capacity(row.capacity),
        document=row.document,
        may_receive=row.may_receive,
        valid_to=row.valid_to,
        name=row.name,
        answer=HelpAnswer(row.answer),
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


def late_entries_of(*, actor: Actor) -> tuple[LateEntry, ...]:
    """Requests of the officer's agency, newest first; the caller has authorised."""
    if actor.agency_id is None:
        return ()
    rows = models.LateEntry.objects.filter(agency_id=actor.agency_id).order_by("-asked_at")
    return tuple(_late_entry(row) for row in rows[:MOST_ENTRIES])


def late_entry_of(draft_id: UUID) -> LateEntry | None:
    """The request of a draft; the caller has read the draft."""
    row = models.LateEntry.objects.filter(draft_id=draft_id).first()
    return None if row is None else _late_entry(row)


def _late_entry(row: models.LateEntry) -> LateEntry:
    return LateEntry(
        id=row.id,
        draft_id=row.draft_id,
        title=row.title,
        received_at=row.received_at,
        paper_number=row.paper_number,
        reason=row.reason,
        state=LateState(row.state),
        asked_at=row.asked_at,
        asked_by_id=row.asked_by_id,
        decided_by_id=row.decided_by_id,
        decided_words=row.decided_words,
        dossier_id=row.dossier_id,
    )
