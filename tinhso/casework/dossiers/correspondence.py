"""What passes between an office and an applicant about a running dossier: values, rules and guarded reads of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.casework.dossiers import models
from tinhso.casework.dossiers.confidentiality import in_sight
from tinhso.casework.dossiers.types import Status
from tinhso.engines.deadlines.types import Term, TermUnit
from tinhso.engines.forms import api as forms
from tinhso.engines.forms.types import Field, FieldKind
from tinhso.foundation.access import api as access
from tinhso.foundation.definitions import api as definitions
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import NotFound

GENERAL = "one_stop"
_WORKED_ON = (Status.REGISTERED, Status.ACCEPTED, Status.PROCESSING)
# Fields that one box can answer; others are asked for in words.
_ASKABLE = frozenset(FieldKind) - {FieldKind.ADDRESS, FieldKind.CHOICES, FieldKind.PARTIAL_DATE}


class ClockRule(StrEnum):
    """What a supplement does to the running clocks: stand still, or count anew once the dossier is complete."""

    PAUSE = "pause"
    RESET = "reset"


class SupplementState(StrEnum):
    """`proposed` waits for the head, `open` for the applicant; the others are closed (`dropped` with the dossier)."""

    PROPOSED = "proposed"
    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    DECLINED = "declined"
    DROPPED = "dropped"
    RECALLED = "recalled"


@dataclass(frozen=True, kw_only=True)
class SupplementRule:
    """The law of a supplement (kind `supplement_rule`): a procedure's own, else the one-stop's."""

    version_id: UUID
    clock: ClockRule
    answer_within: Term
    requests_without_head: int
    stops_when_expired: bool
    remind_days_before: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AskedItem:
    """One thing that an officer asks for: a component, a field of the form (dotted path), or neither."""

    component: str = ""
    field: str = ""
    ask: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One asked thing with its answer so far."""

    id: UUID
    component: str
    field: str
    title: str
    ask: str
    reason: str
    file_ids: tuple[UUID, ...]
    value: Any
    was: Any
    is_answered: bool

    @property
    def heading(self) -> str:
        """What it is about; what is asked, where it is about nothing that has a name."""
        return self.title if self.component or self.field else self.ask

    @property
    def line(self) -> str:
        """The whole in one line."""
        return f"{self.title}: {self.ask}" if self.component or self.field else self.ask


@dataclass(frozen=True, kw_only=True)
class Message:
    """A question of the applicant, or the office's reply."""

    is_officer: bool
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """A supplement request as both sides see it."""

    id: UUID
    seq: int
    state: SupplementState
    clock: ClockRule
    proposed_at: datetime
    proposed_by_id: UUID
    decision_note: str
    asked_at: datetime | None
    answer_by: datetime | None
    closed_at: datetime | None
    items: tuple[Item, ...]
    messages: tuple[Message, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.is_answered)


@dataclass(frozen=True, kw_only=True)
class Extension:
    """An extension with apology: proposed, approved (in force) or declined."""

    id: UUID
    seq: int
    state: str
    reason: str
    old_due_at: datetime
    new_due_at: datetime
    proposed_at: datetime
    proposed_by_id: UUID
    decided_at: datetime | None
    decision_note: str
    told_in_time: bool | None


def supplement_rule(procedure_code: str, *, on: date) -> SupplementRule:
    """The rule in force that day. Raises NoDefinition when the province has none."""
    try:
        version = definitions.get("supplement_rule", procedure_code, on=on)
    except NotFound:
        version = definitions.get("supplement_rule", GENERAL, on=on)
    body = version.body
    return SupplementRule(
        version_id=version.id,
        clock=ClockRule(body["clock"]),
        answer_within=Term(body["answer_within"]["value"], TermUnit(body["answer_within"]["unit"])),
        requests_without_head=body["requests_without_head"],
        stops_when_expired=body["when_expired"] == "stop",
        remind_days_before=tuple(body.get("remind_days_before", ())),
    )


def askable_fields(procedure_version_id: UUID) -> Mapping[str, Field]:
    """The fields of a form that an item may ask to mend with one box, by dotted path; not those of repeating groups."""
    form = forms.form_of(procedure_version_id)
    return {
        asked.field.path: asked.field
        for topic in form.topics
        if topic.repeat is None
        for asked in topic.asked
        if asked.field.kind in _ASKABLE
    }


def supplements_of(dossier_id: UUID) -> tuple[Supplement, ...]:
    """Every request of a dossier, oldest first; the caller has read the dossier."""
    rows = models.Supplement.objects.filter(dossier_id=dossier_id).order_by("seq")
    return tuple(view(row) for row in rows.prefetch_related("items", "messages"))


def view(row: models.Supplement) -> Supplement:
    items = sorted(row.items.all(), key=lambda item: item.seq)
    return Supplement(
        id=row.id,
        seq=row.seq,
        state=SupplementState(row.state),
        clock=ClockRule(row.clock),
        proposed_at=row.proposed_at,
        proposed_by_id=row.proposed_by_id,
        decision_note=row.decision_note,
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        closed_at=row.closed_at,
        items=tuple(_item(item) for item in items),
        messages=tuple(
            Message(is_officer=one.is_officer, text=one.text, at=one.at)
            for one in sorted(row.messages.all(), key=lambda one: (one.at, one.id))
        ),
    )


def _item(row: models.SupplementItem) -> Item:
    answer = row.answer or {}
    return Item(
        id=row.id,
        component=row.component,
        field=row.field,
        title=row.title,
        ask=row.ask,
        reason=row.reason,
        file_ids=tuple(UUID(one) for one in row.file_ids),
        value=answer.get("value"),
        was=answer.get("was"),
        is_answered=row.answered_at is not None,
    )


def extensions_of(dossier_id: UUID) -> tuple[Extension, ...]:
    """Every extension of a dossier, oldest first; the caller has read the dossier."""
    rows = models.Extension.objects.filter(dossier_id=dossier_id).order_by("seq")
    return tuple(
        Extension(
            id=row.id,
            seq=row.seq,
            state=row.state,
            reason=row.reason,
            old_due_at=row.old_due_at,
            new_due_at=row.new_due_at,
            proposed_at=row.proposed_at,
            proposed_by_id=row.proposed_by_id,
            decided_at=row.decided_at,
            decision_note=row.decision_note,
            told_in_time=row.told_in_time,
        )
        for row in rows
    )


def drop_open(row: models.Dossier, *, at: datetime) -> None:
    """The dossier is over: what was still asked or proposed about it falls away."""
    open_states = (SupplementState.PROPOSED, SupplementState.OPEN)
    models.Supplement.objects.filter(dossier=row, state__in=open_states).update(
        state=SupplementState.DROPPED, closed_at=at
    )
    models.Extension.objects.filter(dossier=row, state="proposed").update(state="dropped", decided_at=at)


def reopens_as(row: models.Supplement) -> Status:
    """Where the dossier goes on once the request is answered."""
    return Status(row.resumes_as)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A proposal that waits for the head: which dossier, what it wants, since when."""

    dossier_id: UUID
    code: str
    words: str
    at: datetime


def waiting_for_head(*, actor: Actor, limit: int = 50) -> tuple[tuple[Waiting, ...], tuple[Waiting, ...]]:
    """(second supplement requests, extensions) that this actor may decide, oldest first."""
    wanted, later = _supplements_to_decide(actor), _extensions_to_decide(actor)
    return (
        tuple(
            Waiting(dossier_id=one.dossier_id, code=one.dossier.code, words=f"lần {one.seq}", at=one.proposed_at)
            for one in wanted.order_by("proposed_at").defer("dossier__answers")[:limit]
        ),
        tuple(
            Waiting(dossier_id=one.dossier_id, code=one.dossier.code, words=one.reason, at=one.proposed_at)
            for one in later.order_by("proposed_at").defer("dossier__answers")[:limit]
        ),
    )


def count_for_head(*, actor: Actor) -> int:
    """How many proposals wait for this actor's yes or no."""
    return _supplements_to_decide(actor).count() + _extensions_to_decide(actor).count()


def _supplements_to_decide(actor: Actor) -> QuerySet[models.Supplement]:
    seen = access.scope(actor=actor, act="dossiers.approve_supplement")
    wanted = models.Supplement.objects.filter(
        in_sight(actor, of="dossier__level"), state=SupplementState.PROPOSED, dossier__status__in=_WORKED_ON
    ).select_related("dossier")
    if seen.everywhere:
        return wanted
    at_desk = Q(resumes_as=Status.REGISTERED)
    return wanted.filter(
        at_desk & Q(dossier__receiving_agency_id__in=seen.agency_ids)
        | ~at_desk & Q(dossier__owner_agency_id__in=seen.agency_ids)
    )


def _extensions_to_decide(actor: Actor) -> QuerySet[models.Extension]:
    seen = access.scope(actor=actor, act="dossiers.extend")
    later = models.Extension.objects.filter(
        in_sight(actor, of="dossier__level"), state="proposed", dossier__status__in=_WORKED_ON
    ).select_related("dossier")
    return later if seen.everywhere else later.filter(dossier__owner_agency_id__in=seen.agency_ids)
