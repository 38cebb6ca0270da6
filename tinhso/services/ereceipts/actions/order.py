"""Order an electronic receipt, or its cancellation; nothing is asked of the provider within the act that took the money."""

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key, lock_row
from tinhso.services.ereceipts.models import EreceiptRow
from tinhso.services.ereceipts.types import EreceiptState, Wanted


def order(*, wanted: Wanted, actor: Actor) -> bool:
    """Have a receipt issued soon; twice is once. Tells whether it is new."""
    with transaction.atomic():
        lock_key(f"ereceipts.{wanted.key}")
        if EreceiptRow.objects.filter(key=wanted.key).exists():
            return False
        at = now()
        row = EreceiptRow.objects.create(
            key=wanted.key,
            title=wanted.title[:200],
            reference=wanted.reference,
            payer_name=wanted.payer_name[:200],
            agency_code=wanted.agency_code,
            amount_vnd=wanted.amount_vnd,
            ordered_at=at,
            next_at=at,
        )
        access.record_write(
            actor=actor, act="ereceipts.order", target=("ereceipt", row.id), detail={"vnd": row.amount_vnd}
        )
    return True


def lower(*, key: str, by_vnd: int, reason: str, actor: Actor) -> bool:
    """The money went back, whole or in part: the receipt is adjusted, or cancelled when nothing is left of it.

    One that was not issued yet is issued for what is left, or not at all. False when there is none for the key.
    """
    with transaction.atomic():
        row = lock_row(EreceiptRow.objects.filter(key=key)).first()
        if row is None or row.state in (EreceiptState.CANCELLED, EreceiptState.DROPPED) or by_vnd <= 0:
            return False
        row.amount_vnd = max(0, row.amount_vnd - by_vnd)
        # Tried before and not answered, it may be issued already: then it has to be told, not dropped.
        if row.state == EreceiptState.ORDERED and not row.tries:
            if row.amount_vnd == 0:
                row.state, row.next_at = EreceiptState.DROPPED.value, None
        else:
            row.wish = "cancel" if row.amount_vnd == 0 else "adjust"
            row.wish_reason = reason[:300]
            row.next_at = row.next_at or now()
        row.save()
        access.record_write(actor=actor, act="ereceipts.lower", target=("ereceipt", row.id), detail={"by_vnd": by_vnd})
    return True
