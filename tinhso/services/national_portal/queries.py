"""Reads for the pages of the exchange; the caller has decided who may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Exists, Min, OuterRef, QuerySet, When

from tinhso.foundation.access.types import Scope
from tinhso.services.national_portal.errors import NoMessage
from tinhso.services.national_portal.models import (
    CataloguePull,
    ComparisonRow,
    Inbound,
    Message,
    Question,
    SecondRecord,
)
from tinhso.services.national_portal.types import (
    CatalogueKind,
    Comparison,
    Difference,
    Handed,
    InboundKind,
    InboundState,
    InboundView,
    MessageKind,
    MessageState,
    MessageView,
    PullReport,
    QuestionView,
)

_PANEL = 50
_MOST_OPEN = 2000


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the queue stands: messages by state, since when the oldest waits, dossiers that were found to differ."""

    by_state: Mapping[MessageState, int]
    oldest: datetime | None
    differing: int


def view(row: Message) -> MessageView:
    return MessageView(
        id=row.id,
        kind=MessageKind(row.kind),
        subject_id=row.subject_id,
        code=row.code,
        agency_id=row.agency_id,
        seq=row.seq,
        words=row.words,
        state=MessageState(row.state),
        attempts=row.attempts,
        error=row.error,
        queued_at=row.queued_at,
        next_at=row.next_at if row.state in (MessageState.WAITING.value, MessageState.BLOCKED.value) else None,
        sent_at=row.sent_at,
    )


def messages_of(subject_id: UUID) -> tuple[MessageView, ...]:
    """What was or will be told of a subject, latest first."""
    rows = Message.objects.filter(subject_id=subject_id).defer("payload").order_by("-seq", "-queued_at")
    return tuple(view(row) for row in rows[:_PANEL])


def queued_for(subject_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], MessageView]:
    """What was or will be told of these subjects, by subject and cause."""
    rows = Message.objects.filter(subject_id__in=list(subject_ids)).defer("payload")
    return {(row.subject_id, row.cause_id): view(row) for row in rows}


def open_inbound(*, before: datetime) -> tuple[InboundView, ...]:
    """What came before that instant and is no dossier yet, oldest first."""
    rows = Inbound.objects.exclude(state=InboundState.TAKEN.value).filter(received_at__lt=before)
    return tuple(_inbound(row) for row in rows.defer("payload", "files").order_by("received_at", "id")[:_MOST_OPEN])


def messages(state: MessageState | None, *, page: int, size: int) -> tuple[tuple[MessageView, ...], bool]:
    """A page of messages in a state (None = every one), latest first, and whether there are more."""
    rows = Message.objects.defer("payload").order_by("-queued_at", "-id")
    if state is not None:
        rows = rows.filter(state=state.value)
    found = [view(row) for row in rows[(page - 1) * size : page * size + 1]]
    return tuple(found[:size]), len(found) > size


def dead() -> tuple[MessageView, ...]:
    """Every message that was given up, oldest first."""
    rows = Message.objects.filter(state=MessageState.DEAD.value).defer("payload").order_by("queued_at")
    return tuple(view(row) for row in rows)


def standing() -> Standing:
    found = Message.objects.values_list("state").annotate(number=Count("id"))
    counts = {MessageState(state): number for state, number in found}
    waiting = Message.objects.filter(state__in=[MessageState.WAITING.value, MessageState.SENDING.value])
    return Standing(
        by_state=counts,
        oldest=waiting.aggregate(oldest=Min("queued_at"))["oldest"],
        differing=ComparisonRow.objects.exclude(is_known=True, differences=[]).count(),
    )


def comparison_of(subject_id: UUID) -> Comparison | None:
    row = ComparisonRow.objects.filter(subject_id=subject_id).first()
    return None if row is None else _comparison(row)


def differing(*, limit: int = 100) -> tuple[Comparison, ...]:
    """The dossiers that were found to differ, latest first."""
    rows = ComparisonRow.objects.exclude(is_known=True, differences=[]).order_by("-at")[:limit]
    return tuple(_comparison(row) for row in rows)


def _comparison(row: ComparisonRow) -> Comparison:
    return Comparison(
        subject_id=row.subject_id,
        code=row.code,
        at=row.at,
        is_known=row.is_known,
        differences=tuple(Difference(**one) for one in row.differences),
    )


def told_subjects() -> tuple[UUID, ...]:
    """Every dossier that the portal was told of, latest first."""
    rows = Message.objects.filter(kind=MessageKind.DOSSIER.value, state=MessageState.SENT.value)
    return tuple(dict.fromkeys(rows.order_by("-sent_at").values_list("subject_id", flat=True)))


def last_pulls() -> Mapping[CatalogueKind, PullReport]:
    """The last pull of each list."""
    found: dict[CatalogueKind, PullReport] = {}
    for row in CataloguePull.objects.order_by("at").iterator():
        found[CatalogueKind(row.kind)] = PullReport(
            kind=CatalogueKind(row.kind),
            at=row.at,
            count=row.count,
            added=row.added,
            changed=row.changed,
            gone=row.gone,
            error=row.error,
        )
    return found


def one(message_id: UUID) -> MessageView:
    """Raises NoMessage."""
    row = Message.objects.filter(id=message_id).defer("payload").first()
    if row is None:
        raise NoMessage("Không có tin này.")
    return view(row)


def foreign_code_of(subject_id: UUID) -> str:
    """The portal's code of a dossier that was filed there or has its number from there, "" for the others."""
    rows = Inbound.objects.filter(subject_id=subject_id, kind="dossier").values_list("foreign_code", flat=True)
    return rows.first() or _second(subject_id=subject_id).values_list("their_code", flat=True).first() or ""


def _second(**facts: UUID | str) -> QuerySet[SecondRecord]:
    """Dossiers whose number the portal gave; where it took ours, that is no foreign code."""
    ours = Message.objects.filter(subject_id=OuterRef("subject_id"), code=OuterRef("their_code"))
    return SecondRecord.objects.filter(**facts).exclude(Exists(ours))


def subject_of(foreign_code: str) -> UUID | None:
    """The dossier that a code of the portal became."""
    rows = Inbound.objects.filter(kind="dossier", foreign_code=foreign_code.strip()[:80], subject_id__isnull=False)
    known = rows.values_list("subject_id", flat=True).first()
    return known or _second(their_code=foreign_code.strip()[:80]).values_list("subject_id", flat=True).first()


def inbound(*, page: int, size: int) -> tuple[tuple[InboundView, ...], bool]:
    """A page of what the portal handed over: held first, then latest first; and whether there are more."""
    held = Case(When(state=InboundState.HELD.value, then=0), default=1)
    rows = Inbound.objects.defer("payload", "files").order_by(held, "-received_at", "-id")
    found = [_inbound(row) for row in rows[(page - 1) * size : page * size + 1]]
    return tuple(found[:size]), len(found) > size


def inbound_of(subject_id: UUID) -> tuple[InboundView, ...]:
    """What came for a dossier, and came again with other content."""
    codes = Inbound.objects.filter(subject_id=subject_id).values("foreign_code")
    rows = Inbound.objects.filter(foreign_code__in=codes).defer("payload", "files").order_by("received_at")
    return tuple(_inbound(row) for row in rows)


def handed(inbound_id: UUID) -> Handed | None:
    """What waits to be taken in, whole; None for what is taken or held already."""
    row = Inbound.objects.filter(id=inbound_id, state=InboundState.READY.value).first()
    if row is None:
        return None
    files = tuple((one["component"], UUID(one["file_id"])) for one in row.files)
    # A supplement may have come before its dossier was one.
    subject_id = row.subject_id or (subject_of(row.foreign_code) if row.kind == InboundKind.SUPPLEMENT.value else None)
    return Handed(**{**vars(_inbound(row)), "subject_id": subject_id}, payload=row.payload, files=files)


def _inbound(row: Inbound) -> InboundView:
    return InboundView(
        id=row.id,
        kind=InboundKind(row.kind),
        foreign_code=row.foreign_code,
        our_code=row.our_code,
        subject_id=row.subject_id,
        state=InboundState(row.state),
        problems=tuple(row.problems),
        error=row.error,
        received_at=row.received_at,
    )


def our_dossier_code(foreign_code: str) -> str:
    """Our code of the dossier that a code of the portal became, "" for none."""
    rows = Inbound.objects.filter(kind=InboundKind.DOSSIER.value, foreign_code=foreign_code.strip()[:80])
    known = rows.exclude(our_code="").values_list("our_code", flat=True).first()
    subject_id = None if known else subject_of(foreign_code)
    told = Message.objects.filter(subject_id=subject_id).values_list("code", flat=True) if subject_id else None
    return known or (told.first() if told is not None else "") or ""


def questions(scope: Scope, *, limit: int = 200) -> tuple[QuestionView, ...]:
    """Those of the agencies in scope, unanswered first, oldest first among them."""
    rows = (
        _seen(scope).defer("body").order_by(Case(When(answered_at__isnull=True, then=0), default=1), "asked_at", "id")
    )
    return tuple(_question(row) for row in rows[:limit])


def question(question_id: UUID, scope: Scope) -> QuestionView:
    """One with its text and who asked. Raises NoMessage for none and for none in scope."""
    row = _seen(scope).filter(id=question_id).first()
    if row is None:
        raise NoMessage("Không có câu hỏi này.")
    return replace(_question(row), text=row.body["NoiDung"], asker=row.body["HoTen"])


def _seen(scope: Scope) -> QuerySet[Question]:
    return Question.objects.all() if scope.everywhere else Question.objects.filter(agency_id__in=scope.agency_ids)


def _question(row: Question) -> QuestionView:
    return QuestionView(
        id=row.id,
        foreign_id=row.foreign_id,
        topic=row.topic,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answer=row.answer,
    )
