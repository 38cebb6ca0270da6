"""What a paper says: entered or corrected by one officer, checked against the scan by another."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.old_results import queries
from tinhso.casework.old_results.actions.locking import lock_line
from tinhso.casework.old_results.domain import wrong_in
from tinhso.casework.old_results.errors import ListRefused, SameHand, WrongTime
from tinhso.casework.old_results.types import BatchState, Facts, Line, LineState
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today
from tinhso.kernel.text import clean


def enter_facts(*, line_id: UUID, facts: Facts, actor: Actor) -> None:
    """Write what stands on the scan; it waits for a second person then. Raises ActDenied, NoBatch, WrongTime, ListRefused.

    A line that waits for its holder may be corrected too (the number was misread), and is checked again.
    """
    with transaction.atomic():
        batch, row = lock_line(line_id, queries.ENTER, actor)
        # An accepted batch is still corrected: what its sample found wrong, and numbers that nobody here has.
        late = (LineState.WAITING,) if batch.state == BatchState.ACCEPTED else ()
        if batch.state == BatchState.SAMPLING or row.state not in (LineState.SCANNED, LineState.ENTERED, *late):
            raise WrongTime("Dòng này chưa có bản quét, hoặc đã được kiểm tra.")
        wrong = wrong_in(queries.kind_of_batch(batch), facts, year=row.year, on=today())
        if wrong:
            raise ListRefused("Dữ liệu chưa đúng.", fields={f"/{name}": text for name, text in wrong.items()})
        row.facts = queries.kept(facts)
        row.holder_id = identity.person_id_of_number(facts.personal_number)
        row.state, row.entered_by_id, row.checked_by_id, row.reason = LineState.ENTERED, actor.person_id, None, ""
        row.save(update_fields=["facts", "holder_id", "state", "entered_by_id", "checked_by_id", "reason"])
        access.record_write(actor=actor, act="old_results.enter", target=(queries.KIND, row.id))


def check_line(*, line_id: UUID, agreed: bool, reason: str = "", actor: Actor) -> None:
    """A second person says that the facts are those of the scan, or sends them back with a reason.

    Raises ActDenied, NoBatch, SameHand, WrongTime, ListRefused (no reason).
    """
    with transaction.atomic():
        _, row = lock_line(line_id, queries.CHECK, actor)
        if row.state != LineState.ENTERED:
            raise WrongTime("Dòng này không chờ kiểm tra.")
        if actor.person_id is None or row.entered_by_id == actor.person_id:
            raise SameHand("Người nhập không tự kiểm tra; cần người thứ hai.")
        if not agreed and not clean(reason):
            raise ListRefused("Chưa ghi lý do.", fields={"/ly_do": "Ghi chỗ sai để người nhập sửa."})
        row.state = LineState.CHECKED if agreed else LineState.SCANNED
        row.checked_by_id = actor.person_id if agreed else None
        row.reason = "" if agreed else clean(reason)[:300]
        row.save(update_fields=["state", "checked_by_id", "reason"])
        access.record_write(
            actor=actor, act="old_results.check", target=(queries.KIND, row.id), detail={"agreed": agreed}
        )


def open_line(line_id: UUID, *, actor: Actor, purpose: str = "Số hóa kết quả cũ") -> tuple[Line, Facts]:
    """A line with its facts; logged as a read of its holder's data where the holder is known here. Raises NoBatch."""
    row = queries.get_line(line_id, actor=actor)
    if row.holder_id is not None:
        holder = HolderRef(kind="person", id=row.holder_id)
        access.record_read(actor=actor, holders=(holder,), purpose=purpose, target=(queries.KIND, row.id))
    return queries.line(row), queries.facts_of(row)
