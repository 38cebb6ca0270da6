"""After commit: the payer of an order of the platform is told. Payers of other systems' orders hear from those."""

from uuid import UUID

from django.urls import reverse

from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import system_actor
from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.kernel.text import grouped
from tinhso.services.notifications import api as notifications
from tinhso.services.payments import api as payments


@subscribe("payment.settled", name="payer_told.settled")
def settled(record: EventRecord) -> None:
    """The money has counted."""
    _tell(record, "payment.settled")


@subscribe("refund.made", name="payer_told.returned")
def returned(record: EventRecord) -> None:
    """The bank has confirmed that money went back."""
    _tell(record, "payment.returned")


def _tell(record: EventRecord, template: str) -> None:
    if record.payload["client"] or record.payload["order_id"] is None:
        return
    order = payments.get_order(UUID(record.payload["order_id"]))
    holder = order.payer
    if holder is None:
        return
    values = {"code": order.code, "purpose": order.purpose, "amount": grouped(record.payload["amount_vnd"])}
    for person_id in _people(holder):
        notifications.notify(
            template=template,
            person_id=person_id,
            cause_id=record.id,
            subject=("payments.order", order.id),
            values=values,
            link=reverse("payments:order", args=[order.token]),
            actor=system_actor(),
        )


def _people(holder: HolderRef) -> tuple[UUID, ...]:
    """The person, or who stands for a ward; of an organisation whoever files for it or manages who may."""
    if holder.kind != "person":
        return identity.people_acting_for(holder.id)
    return identity.guardians_of(holder.id) or (holder.id,)
