"""Clients of the gateway are told of their orders."""

from uuid import UUID

from tinhso.kernel.outbox.api import subscribe
from tinhso.kernel.outbox.types import EventRecord
from tinhso.services.payments import api


@subscribe("payment.settled", name="payments.tell_client_settled")
@subscribe("payment.failed", name="payments.tell_client_failed")
@subscribe("refund.made", name="payments.tell_client_refunded")
def tell_client(event: EventRecord) -> None:
    """Keep a notice for the client whose order it is; the platform's own orders have none."""
    client = str(event.payload["client"])
    if client and event.payload["order_id"]:
        api.note_for_client(
            event_id=event.id,
            name=event.name,
            order_id=UUID(str(event.payload["order_id"])),
            client=client,
            payload=event.payload,
        )
