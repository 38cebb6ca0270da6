"""The book of certified copies. The caller has authorised every act but `strike_line`, which guards itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.services.copybook import domain, models, queries
from tinhso.services.copybook.actions import fill_batch
from tinhso.services.copybook.actions import number_lines as numbering
from tinhso.services.copybook.actions import strike_line as striking
from tinhso.services.copybook.actions.follow_reform import follow_reform, foresee_reform
from tinhso.services.copybook.errors import NoBatch, NoLine
from tinhso.services.copybook.types import Batch, BatchState, BatchSummary, FeeRule, Line, LineInput

__all__ = [
    "add_line", "claim_batch", "close_batch", "count_book", "drop_line", "fee_of", "find_open", "follow_reform", "foresee_reform",
    "get_batch", "get_line", "leave_out", "lines_of", "list_batches", "number_lines", "read_book", "record_lines", "repeat_line",
    "send_batch", "set_requester", "strike_line",
]  # fmt: skip


def find_open(*, desk_id: UUID, actor: Actor) -> Batch | None:
    """The officer's open batch at this desk; None before the first line."""
    if actor.person_id is None:
        return None
    row = models.Batch.objects.filter(
        desk_id=desk_id, opened_by_id=actor.person_id, state=BatchState.OPEN.value
    ).first()
    return None if row is None else queries.batch(row)


def get_batch(batch_id: UUID) -> Batch:
    """A batch with its lines. Raises NoBatch."""
    row = models.Batch.objects.filter(id=batch_id).first()
    if row is None:
        raise NoBatch("Không có lô này.")
    return queries.batch(row)


def list_batches(
    agency_id: UUID, *, desk_id: UUID | None = None, states: Collection[BatchState], limit: int = 20
) -> tuple[BatchSummary, ...]:
    """The batches of a book, newest first; of one desk where it is named."""
    return queries.batches(agency_id, desk_id=desk_id, states=states, limit=limit)


def set_requester(*, agency_id: UUID, desk_id: UUID, holder: HolderRef | None, name: str, actor: Actor) -> None:
    """Whose the next lines are; None when the next person has not been looked up yet. Begins a batch for the first."""
    fill_batch.set_requester(agency_id=agency_id, desk_id=desk_id, holder=holder, name=name, actor=actor)


def add_line(*, batch_id: UUID, given: LineInput, fee: FeeRule, actor: Actor) -> Line:
    """A line for who stands at the desk. Raises LineInvalid (fields), BatchClosed, NoBatch."""
    return queries.line(fill_batch.add_line(batch_id=batch_id, given=given, fee=fee, actor=actor))


def repeat_line(*, batch_id: UUID, line_id: UUID, fee: FeeRule, actor: Actor) -> Line:
    """The same line once more, for the same person. Raises NoLine, BatchClosed."""
    return queries.line(fill_batch.repeat_line(batch_id=batch_id, line_id=line_id, fee=fee, actor=actor))


def drop_line(*, batch_id: UUID, line_id: UUID, actor: Actor) -> None:
    """Take a line out of an open batch. Raises NoLine, BatchClosed."""
    fill_batch.drop_line(batch_id=batch_id, line_id=line_id, actor=actor)


def send_batch(*, batch_id: UUID, dossiers: Mapping[UUID, UUID], actor: Actor) -> None:
    """Close the batch for the leader; `dossiers`: line → the dossier it became. Raises LineInvalid, BatchClosed."""
    fill_batch.send_batch(batch_id=batch_id, dossiers=dossiers, actor=actor)


def claim_batch(batch_id: UUID) -> Batch:
    """The sent batch, locked until the caller's transaction ends. Raises NoBatch, BatchClosed."""
    return queries.batch(numbering.claim_batch(batch_id=batch_id))


def leave_out(*, batch_id: UUID, dossier_ids: Collection[UUID], actor: Actor) -> None:
    """Move the lines of these dossiers to a batch of their own, which waits for its own signature."""
    numbering.leave_out(batch_id=batch_id, dossier_ids=dossier_ids, actor=actor)


def number_lines(
    *, batch_id: UUID, numbers: Sequence[int], year: int, on: date, signer: str, actor: Actor
) -> tuple[Line, ...]:
    """Give the lines of a sent batch their numbers, one each, in order. Raises NoBatch, BatchClosed."""
    rows = numbering.number_lines(batch_id=batch_id, numbers=numbers, year=year, on=on, signer=signer, actor=actor)
    return tuple(queries.line(row) for row in rows)


def close_batch(*, batch_id: UUID, file_id: UUID, at: datetime, actor: Actor) -> None:
    """The batch is signed: `file_id` is its list as signed, its lines have numbers."""
    numbering.close_batch(batch_id=batch_id, file_id=file_id, at=at, actor=actor)


def record_lines(
    *, agency_id: UUID, dossier_id: UUID, holder: HolderRef, name: str, papers: Sequence[LineInput], fee: FeeRule,
    numbers: Sequence[int], year: int, on: date, signer: str, at: datetime, actor: Actor,
) -> None:  # fmt: skip
    """Lines of a dossier that the leader signed by itself: they stand in the same book, in the same order."""
    numbering.record_lines(
        agency_id=agency_id, dossier_id=dossier_id, holder=holder, name=name, papers=papers, fee=fee,
        numbers=numbers, year=year, on=on, signer=signer, at=at, actor=actor,
    )  # fmt: skip


def strike_line(*, line_id: UUID, reason: str, actor: Actor) -> Line:
    """Strike a numbered line out; its number is not given again. Needs `copies.strike`.

    Raises NoLine, ActDenied, LineInvalid (no reason), LineStruck.
    """
    return queries.line(striking.strike_line(line_id=line_id, reason=reason, actor=actor))


def get_line(line_id: UUID) -> Line:
    """A numbered line of a book. Raises NoLine."""
    row = models.Line.objects.filter(id=line_id, number__isnull=False).first()
    if row is None:
        raise NoLine("Không có dòng sổ này.")
    return queries.line(row)


def lines_of(dossier_id: UUID) -> tuple[Line, ...]:
    """The lines that a dossier stands for, in order; none for a dossier that certifies no copies."""
    rows = models.Line.objects.filter(dossier_id=dossier_id).order_by("seq")
    return tuple(queries.line(row) for row in rows)


def read_book(agency_id: UUID, first: date, last: date, *, after: str = "", limit: int = 200) -> tuple[Line, ...]:
    """The numbered lines signed from `first` to `last`, struck ones too, by number; `after` = "year_number"."""
    return queries.book(agency_id, first, last, after=after, limit=limit)


def count_book(agency_id: UUID, first: date, last: date, *, most: int) -> int:
    """How many lines a period has, counted no further than `most`."""
    return queries.numbered(agency_id, first, last).order_by()[:most].count()


def fee_of(lines: Iterable[LineInput], rule: FeeRule) -> int:
    """Đồng for all copies of these papers."""
    return sum(domain.fee_of(line, rule) for line in lines)
