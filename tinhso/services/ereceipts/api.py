"""Electronic receipts: ordered once for money that came, issued and told to the provider by the worker."""

from collections.abc import Iterable

from tinhso.services.ereceipts.actions.order import lower, order
from tinhso.services.ereceipts.actions.send import send_due, try_again
from tinhso.services.ereceipts.models import EreceiptRow
from tinhso.services.ereceipts.types import Ereceipt, EreceiptState

__all__ = ["lower", "of_reference", "order", "send_due", "to_look_at", "try_again"]


def of_reference(reference: str) -> tuple[Ereceipt, ...]:
    """The receipts under a public code, oldest first; the caller guards what it shows."""
    return _views(EreceiptRow.objects.filter(reference=reference).order_by("ordered_at", "id"))


def to_look_at() -> tuple[Ereceipt, ...]:
    """What the provider refused or did not answer for too long: a person has to look."""
    states = (EreceiptState.REFUSED, EreceiptState.STUCK)
    return _views(EreceiptRow.objects.filter(state__in=states).order_by("ordered_at")[:200])


def _views(rows: Iterable[EreceiptRow]) -> tuple[Ereceipt, ...]:
    return tuple(
        Ereceipt(
            id=row.id,
            key=row.key,
            state=EreceiptState(row.state),
            title=row.title,
            reference=row.reference,
            amount_vnd=row.amount_vnd,
            number=row.number,
            lookup_code=row.lookup_code,
            ordered_at=row.ordered_at,
            issued_at=row.issued_at,
            problem=row.problem,
        )
        for row in rows
    )
