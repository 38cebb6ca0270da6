"""Numbers without gaps, and the lines of registers."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.files import api as files
from tinhso.foundation.files.types import FileContent
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.services.registers import queries
from tinhso.services.registers.actions import change_entry as changing
from tinhso.services.registers.actions import record_entry as recording
from tinhso.services.registers.actions.change_entry import hand_over
from tinhso.services.registers.actions.tell_ending import tell_ending
from tinhso.services.registers.errors import EntryNotFound, RegisterInvalid
from tinhso.services.registers.models import Counter
from tinhso.services.registers.models import Entry as EntryRow
from tinhso.services.registers.types import Change, ChangeKind, Decree, Entry, EntryState, IssuedFacts

__all__ = [
    "change_entry", "changes_of", "check_token", "continue_series", "entries_of", "facts_of_file", "file_of_token", "find_entry",
    "get_entry", "hand_over", "last_number", "list_ending", "list_entries", "list_series", "read_entry_file", "record_entry",
    "state_in_words", "take_number", "take_numbers", "tell_ending",
]  # fmt: skip

_SCOPE_LIMIT = 200
_TAKE = (
    "INSERT INTO registers_counter (scope, value) VALUES (%s, %s) "
    "ON CONFLICT (scope) DO UPDATE SET value = registers_counter.value + excluded.value RETURNING value"
)


def take_number(*, scope: str, actor: Actor) -> int:
    """The next number of a scope (1, 2, 3 …): unique, and without gaps whatever fails.

    Must run in the caller's transaction (RuntimeError otherwise): the counter stays locked until it ends, and a
    rollback or a killed process gives the number back. So take it late, just before the commit. A scope is any key of
    at most 200 characters, e.g. "dossier:H61.12:261125" or "result:H61.12:GP:2026" (NĐ 30/2020: one series a year).
    The audit row of the act that used the number is the caller's.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    if not scope or len(scope) > _SCOPE_LIMIT:
        raise RegisterInvalid("Phạm vi đánh số trống hoặc quá dài.")
    return _take(scope, 1)


def take_numbers(*, scope: str, count: int, actor: Actor) -> range:
    """The next `count` numbers of a scope at once, for bulk loads, under the same promise as `take_number`."""
    first = take_number(scope=scope, actor=actor)
    return range(first, _take(scope, count - 1) + 1)


def _take(scope: str, count: int) -> int:
    """Move the counter on, made when it is met for the first time; returns where it stands. One statement for both
    databases: what it touches stays locked, and of two first ones the second waits for the first.
    """
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(_TAKE, [scope, count])
        value: int = cursor.fetchone()[0]
    return value


def list_series(prefix: str) -> dict[str, int]:
    """Scopes that begin so and the last number given in each, by scope."""
    found = Counter.objects.filter(scope__startswith=prefix).order_by("scope")
    return dict(found.values_list("scope", "value"))


def continue_series(*, scope: str, after: str, actor: Actor) -> int:
    """Let a scope go on after the last number of another one; a scope that is further stays. Returns its last number.

    For a reform of agencies whose register goes on under the new one. The audit row is the caller's.
    """
    last, here = last_number(scope=after), _take(scope, 0)
    return here if here >= last else _take(scope, last - here)


def last_number(*, scope: str) -> int:
    """The last number given in a scope by a committed transaction; 0 when none."""
    return Counter.objects.filter(scope=scope).values_list("value", flat=True).first() or 0


def record_entry(
    *,
    register: str,
    year: int,
    number: int,
    notation: str,
    subject: tuple[str, UUID],
    title: str,
    issued_on: date,
    valid_to: date | None = None,
    agency_id: UUID | None = None,
    token: str = "",
    file_id: UUID | None = None,
    actor: Actor,
) -> Entry:
    """Write the line of what was issued under a number; the same line again is the same line.

    `title` names the kind of result, never a person. `token` is what the paper's QR carries, `file_id` the signed
    file: from now on whoever checks the one or the other is told of this line. The caller has authorised the issuing
    act. Raises NumberUsed when the number of that register and year stands for another subject, RegisterInvalid.
    """
    row = recording.record_entry(
        register=register,
        year=year,
        number=number,
        notation=notation,
        subject=subject,
        title=title,
        issued_on=issued_on,
        valid_to=valid_to,
        agency_id=agency_id,
        token=token,
        file_id=file_id,
        actor=actor,
    )
    return queries.shown(row)


def change_entry(
    *,
    entry_id: UUID,
    kind: ChangeKind,
    decree: Decree,
    effective_on: date,
    actor: Actor,
    valid_to: date | None = None,
    other_entry_id: UUID | None = None,
) -> Entry:
    """Renew (`valid_to`: the new last day), amend, revoke, replace (`other_entry_id`: the new line) or extract.

    Needs `registers.revoke` to revoke, `registers.change` for the others, at the agency that issued. Whoever checks
    the paper reads the decree's number, day and reason. Raises ActDenied, EntryNotFound, EntryEnded (revoked or
    replaced before), RegisterInvalid with the fields.
    """
    row = changing.change_entry(
        entry_id=entry_id,
        kind=kind,
        decree=decree,
        effective_on=effective_on,
        actor=actor,
        valid_to=valid_to,
        other_entry_id=other_entry_id,
    )
    return queries.shown(row)


def get_entry(entry_id: UUID, *, actor: Actor) -> Entry:
    """One line, for those who may `registers.read` of its agency. Raises EntryNotFound also when not allowed."""
    row = queries.readable(EntryRow.objects.filter(id=entry_id), actor).first()
    if row is None:
        raise EntryNotFound("Không có dòng sổ này hoặc bạn không được xem.")
    return queries.shown(row)


def find_entry(*, register: str, year: int, number: int, actor: Actor) -> Entry | None:
    """The line of a number, within the actor's `registers.read` scope."""
    row = queries.readable(EntryRow.objects.filter(register=register, year=year, number=number), actor).first()
    return None if row is None else queries.shown(row)


def changes_of(entry: Entry) -> tuple[Change, ...]:
    """What happened to a line since it was written, oldest first; the caller got the line under guard."""
    return queries.changes_of(entry.id)


def state_in_words(entry: Entry) -> str:
    """Whether the paper counts, with the decision that ended it, as the public reads it."""
    return queries.state_in_words(entry, queries.changes_of(entry.id))


def entries_of(subject: tuple[str, UUID]) -> tuple[Entry, ...]:
    """The lines of one subject, oldest first. The caller has guarded the subject."""
    rows = EntryRow.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("recorded_at", "id")
    return queries.all_shown(rows)


def list_entries(
    *,
    register: str,
    year: int,
    actor: Actor,
    after: int = 0,
    limit: int = 100,
    text: str = "",
    state: EntryState | None = None,
) -> tuple[Entry, ...]:
    """Lines of a register in a year by number, after a number, within the actor's `registers.read` scope.

    `text`: what the printed number begins with, or the serial alone; `state` as of today.
    """
    rows = EntryRow.objects.filter(register=register, year=year, number__gt=after)
    rows = queries.found_by(queries.readable(rows, actor), text=text, state=state)
    return queries.all_shown(rows.order_by("number")[:limit])


def list_ending(*, within_days: int, actor: Actor, limit: int = 100) -> tuple[Entry, ...]:
    """Results in force whose last day is within so many days, the nearest first, within the actor's `registers.read`."""
    day = today()
    rows = EntryRow.objects.filter(state="in_force", valid_to__gte=day, valid_to__lte=day + timedelta(days=within_days))
    return queries.all_shown(queries.readable(rows, actor).order_by("valid_to", "id")[:limit])


def read_entry_file(entry_id: UUID, *, actor: Actor) -> FileContent:
    """The signed file of a line, for those who may `registers.read` of its agency. Raises EntryNotFound."""
    row = queries.readable(EntryRow.objects.filter(id=entry_id, file_id__isnull=False), actor).first()
    if row is None or row.file_id is None:
        raise EntryNotFound("Không có dòng sổ này hoặc bạn không được xem.")
    return files.read_file(file_id=row.file_id, owner=(recording.KIND, row.id), actor=actor)


def check_token(token: str) -> IssuedFacts:
    """What anybody with the verification address may know, from the signature on. Raises EntryNotFound."""
    return queries.facts(_by_token(token))


def file_of_token(token: str, *, actor: Actor) -> bytes | None:
    """The signed PDF behind a verification address, for the signature check alone: never sent out.

    None when the line keeps no file. Raises EntryNotFound.
    """
    row = _by_token(token)
    if row.file_id is None:
        return None
    return files.read_file(file_id=row.file_id, owner=(recording.KIND, row.id), actor=actor).read()


def facts_of_file(sha256: str) -> IssuedFacts | None:
    """The facts of the line whose signed file is byte for byte this one, as issued or with renewed evidence; else None."""
    row = (
        EntryRow.objects.filter(file_sha256=files.original_of(sha256)).order_by("-recorded_at", "-id").first()
        if sha256
        else None
    )
    return None if row is None else queries.facts(row)


def _by_token(token: str) -> EntryRow:
    row = EntryRow.objects.filter(token=token).first()
    if row is None:
        raise EntryNotFound("Mã xác minh này không có trong hệ thống.")
    return row
