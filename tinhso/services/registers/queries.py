"""Lines of registers as others see them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.foundation.access import api as access
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.services.registers.domain import words
from tinhso.services.registers.models import Change as ChangeRow
from tinhso.services.registers.models import Entry as EntryRow
from tinhso.services.registers.types import Change, ChangeKind, Decree, Entry, EntryState, IssuedFacts

READ = "registers.read"
# What the state's own sentence does not tell already.
_TOLD = (ChangeKind.RENEWED, ChangeKind.AMENDED)


def readable(rows: QuerySet[EntryRow], actor: Actor) -> QuerySet[EntryRow]:
    """The lines within the actor's `registers.read` scope."""
    allowed = access.scope(actor=actor, act=READ)
    return rows if allowed.everywhere else rows.filter(agency_id__in=allowed.agency_ids)


def found_by(rows: QuerySet[EntryRow], *, text: str, state: EntryState | None) -> QuerySet[EntryRow]:
    """Lines whose number as printed begins with the text; `expired` is a state by the date."""
    if text:
        serial = text.split("/")[0].lstrip("0")
        by_serial = Q(number=int(serial)) if serial.isascii() and serial.isdigit() and len(serial) < 10 else Q()
        rows = rows.filter(Q(notation__istartswith=text) | by_serial if by_serial else Q(notation__istartswith=text))
    if state is EntryState.EXPIRED:
        return rows.filter(state=EntryState.IN_FORCE, valid_to__lt=clock.today())
    if state is EntryState.IN_FORCE:
        return rows.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()), state=EntryState.IN_FORCE)
    return rows if state is None else rows.filter(state=state)


def shown(row: EntryRow) -> Entry:
    return Entry(
        id=row.id,
        register=row.register,
        year=row.year,
        number=row.number,
        notation=row.notation,
        agency_id=row.agency_id,
        subject=(row.subject_kind, row.subject_id),
        title=row.title,
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        recorded_at=row.recorded_at,
        state=words.state_on_day(row.state, row.valid_to, clock.today()),
        state_on=row.state_on,
        handed_over_on=row.handed_over_on,
        token=row.token,
        file_sha256=row.file_sha256,
    )


def all_shown(rows: Iterable[EntryRow]) -> tuple[Entry, ...]:
    return tuple(shown(row) for row in rows)


def changes_of(entry_id: UUID) -> tuple[Change, ...]:
    """What happened to a line, oldest first; the caller has guarded the line."""
    return tuple(_change(row) for row in ChangeRow.objects.filter(entry_id=entry_id).order_by("seq"))


def facts(row: EntryRow) -> IssuedFacts:
    """What the public may know of a line."""
    entry, changes = shown(row), changes_of(row.id)
    return IssuedFacts(
        entry_id=row.id,
        title=row.title,
        number=row.notation,
        agency_id=row.agency_id,
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        state=entry.state,
        is_handed_over=row.handed_over_on is not None,
        words=state_in_words(entry, changes),
        history=tuple(one.words for one in changes if one.kind in _TOLD),
    )


def state_in_words(entry: Entry, changes: Iterable[Change]) -> str:
    """Whether the paper counts, with the decision that ended it."""
    ended = next((one.decree for one in changes if one.kind in (ChangeKind.REVOKED, ChangeKind.REPLACED)), None)
    return words.state_in_words(
        entry.state,
        valid_to=entry.valid_to,
        ended_on=entry.state_on,
        decree=ended,
        is_handed_over=entry.handed_over_on is not None,
    )


def _change(row: ChangeRow) -> Change:
    decree = None
    if row.decided_on is not None:
        decree = Decree(number=row.decree_number, decided_on=row.decided_on, reason=row.reason)
    kind = ChangeKind(row.kind)
    return Change(
        seq=row.seq,
        kind=kind,
        effective_on=row.effective_on,
        decree=decree,
        valid_to=row.valid_to,
        other_entry_id=row.other_entry_id,
        recorded_at=row.recorded_at,
        person_id=row.person_id,
        words=words.change_in_words(kind, effective_on=row.effective_on, decree=decree, valid_to=row.valid_to),
    )
