"""Ask the provider, receipt by receipt: with back-off, never twice for one key, until it is done or a person has to look."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row, skip_locked
from tinhso.kernel.errors import Unavailable
from tinhso.services.ereceipts.adapters.providers import providers
from tinhso.services.ereceipts.errors import Refused
from tinhso.services.ereceipts.models import EreceiptRow
from tinhso.services.ereceipts.types import EreceiptState, Issued, Provider, Wanted

_AT_ONCE = 50
MOST_TRIES = 12
_LONGEST = timedelta(hours=1)
# Nobody else asks for the same receipt while the provider takes its time.
_LEASE = timedelta(minutes=5)


def send_due(*, actor: Actor) -> int:
    """Ask the provider about everything that is due; returns how many were done."""
    due = EreceiptRow.objects.filter(next_at__lte=now()).order_by("next_at").values_list("id", flat=True)
    return sum(_send(row_id, actor) for row_id in list(due[:_AT_ONCE]))


def _send(row_id: UUID, actor: Actor) -> bool:
    row = _claim(row_id)
    if row is None:
        return False
    provider = providers.get()
    try:
        issued = _issued(provider, row)
        if issued is not None:
            _told(provider, row)
    except Unavailable as down:
        _later(row_id, down.message)
        return False
    except Refused as refused:
        _end(row_id, EreceiptState.REFUSED, refused.message, actor)
        return False
    if issued is None:
        _end(row_id, EreceiptState.DROPPED, "", actor)
    else:
        _done(row_id, row, issued, actor)
    return True


def _claim(row_id: UUID) -> EreceiptRow | None:
    """The try is written down before the provider is asked: after a killed process the next one looks first."""
    with transaction.atomic():
        row = skip_locked(EreceiptRow.objects.filter(id=row_id, next_at__lte=now())).first()
        if row is None:
            return None
        row.tries += 1
        row.next_at = now() + _LEASE
        row.save(update_fields=["tries", "next_at"])
        return row


def _issued(provider: Provider, row: EreceiptRow) -> Issued | None:
    """What the provider issued, before or now; None where nothing was issued and nothing is wanted any more."""
    if row.number:
        return Issued(number=row.number, lookup_code=row.lookup_code)
    known = provider.find(row.key)
    if known is not None or row.wish == "cancel":
        return known
    wanted = Wanted(
        key=row.key,
        title=row.title,
        reference=row.reference,
        payer_name=row.payer_name,
        amount_vnd=row.amount_vnd,
        agency_code=row.agency_code,
    )
    return provider.issue(wanted)


def _told(provider: Provider, row: EreceiptRow) -> None:
    if row.wish == "cancel":
        provider.cancel(row.key, row.wish_reason)
    elif row.wish == "adjust":
        provider.adjust(row.key, row.amount_vnd, row.wish_reason)


def _later(row_id: UUID, problem: str) -> None:
    with transaction.atomic():
        row = lock_row(EreceiptRow.objects.filter(id=row_id)).get()
        row.problem = problem[:300]
        if row.tries >= MOST_TRIES:
            row.state, row.next_at = EreceiptState.STUCK.value, None
        else:
            row.next_at = now() + min(_LONGEST, timedelta(seconds=30) * 2 ** (row.tries - 1))
        row.save(update_fields=["problem", "state", "next_at"])


def _end(row_id: UUID, state: EreceiptState, problem: str, actor: Actor) -> None:
    with transaction.atomic():
        row = lock_row(EreceiptRow.objects.filter(id=row_id)).get()
        row.state, row.problem, row.next_at = state.value, problem[:300], None
        row.save(update_fields=["state", "problem", "next_at"])
        access.record_write(
            actor=actor, act="ereceipts.end", target=("ereceipt", row.id), detail={"state": state.value}
        )


def _done(row_id: UUID, sent: EreceiptRow, issued: Issued, actor: Actor) -> None:
    with transaction.atomic():
        row = lock_row(EreceiptRow.objects.filter(id=row_id)).get()
        row.number, row.lookup_code, row.problem = issued.number, issued.lookup_code, ""
        row.issued_at = row.issued_at or now()
        row.state = (EreceiptState.CANCELLED if sent.wish == "cancel" else EreceiptState.ISSUED).value
        row.tries = 0
        # Lowered again while the provider was asked: it is told of that next.
        still = row.wish if (row.wish, row.amount_vnd) != (sent.wish, sent.amount_vnd) else ""
        row.wish, row.next_at = still, now() if still else None
        row.save()
        access.record_write(
            actor=actor, act="ereceipts.issued", target=("ereceipt", row.id), detail={"state": row.state}
        )


def try_again(*, ereceipt_id: UUID, actor: Actor) -> bool:
    """A person has looked: what was refused or stuck is asked for again. Raises ActDenied without `cash.supervise`."""
    access.authorise(actor=actor, act="cash.supervise", agency_id=actor.agency_id)
    with transaction.atomic():
        row = lock_row(EreceiptRow.objects.filter(id=ereceipt_id)).first()
        if row is None or row.state not in (EreceiptState.REFUSED, EreceiptState.STUCK):
            return False
        row.state, row.tries, row.next_at = EreceiptState.ORDERED.value, 1, now()
        row.save(update_fields=["state", "tries", "next_at"])
        access.record_write(actor=actor, act="ereceipts.try_again", target=("ereceipt", row.id), detail={})
    return True
