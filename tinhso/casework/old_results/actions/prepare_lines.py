"""The next lines of an accepted batch, made ready for the officer's own machine: only their hashes go out."""

from uuid import UUID

from django.db import transaction

from tinhso.casework.old_results import queries
from tinhso.casework.old_results.actions.issue_lines import (
    UNSIGNABLE,
    chosen_lines,
    holder_of,
    scan_of,
    set_aside,
    signer_of,
)
from tinhso.casework.old_results.actions.locking import lock_line
from tinhso.casework.old_results.types import LineState, Readied
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.services.signatures import api as signatures
from tinhso.services.signatures.errors import NotSignable
from tinhso.services.signatures.types import Certificate


def prepare_lines(*, batch_id: UUID, held: Certificate, actor: Actor) -> Readied:
    """Prepare up to fifty lines for the actor's certificate; none of them is issued before its signature has come in.

    What waits for its holder or is a duplicate is set aside with its reason, as issuing would. Raises ActDenied, NoBatch,
    WrongTime, and what signing with this certificate would.
    """
    order_id, became = new_id(), []
    for line_id in chosen_lines(batch_id, actor):
        try:
            with transaction.atomic():
                became.append(_prepare(line_id, held, order_id, actor))
        except NotSignable as unsignable:
            became.append(set_aside(line_id, LineState.CHECKED, f"{UNSIGNABLE} {unsignable.message}", actor))
    return Readied(
        order_id=order_id if None in became else None,
        ready=became.count(None),
        waiting=became.count(LineState.WAITING),
        duplicates=became.count(LineState.DUPLICATE),
        unsignable=became.count(LineState.CHECKED),
    )


def _prepare(line_id: UUID, held: Certificate, order_id: UUID, actor: Actor) -> LineState | None:
    """None when it is ready, else what stands in the way."""
    batch, row = lock_line(line_id, queries.ISSUE, actor)
    if row.state not in (LineState.CHECKED, LineState.WAITING) or row.scan_id is None:
        return LineState(row.state)
    kind = queries.kind_of_batch(batch)
    if holder_of(row, kind, actor) is None:
        return LineState(row.state)
    _, name, title = signer_of(actor)
    signatures.prepare_signature(
        pdf=scan_of(row, actor),
        fingerprint=held.fingerprint,
        name=name,
        title=title,
        batch_id=order_id,
        subject=(queries.KIND, row.id),
        facts={"batch": str(batch.id), "number": row.number, "year": row.year},
        label=f"{kind.title} số {row.number}/{row.year}"[:200],
        actor=actor,
        at=now(),
    )
    access.record_write(actor=actor, act="old_results.prepare", target=(queries.KIND, row.id), detail={})
    return None
