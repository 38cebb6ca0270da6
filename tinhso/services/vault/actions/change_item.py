"""Pass an item on, revoke it, replace it."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_row
from tinhso.kernel.outbox.api import publish
from tinhso.services.vault.errors import ItemNotFound, ItemNotValid
from tinhso.services.vault.events import ItemStateChanged, ItemTransferred
from tinhso.services.vault.models import Item
from tinhso.services.vault.types import ItemState

_KIND = "vault.item"


def transfer_item(*, item_id: UUID, to: HolderRef, actor: Actor) -> Item:
    """The item's new holder; passing it to the holder it has changes nothing."""
    with transaction.atomic():
        item = _locked(item_id)
        if (item.holder_kind, item.holder_id) == (to.kind, to.id):
            return item
        before = item.holder_id
        item.holder_kind, item.holder_id = to.kind, to.id
        if item.beneficiary_id == to.id:
            item.beneficiary_id = None
        item.save(update_fields=["holder_kind", "holder_id", "beneficiary_id"])
        detail = {"from": str(before), "to": str(to.id)}
        access.record_write(actor=actor, act="vault.transfer", target=(_KIND, item.id), detail=detail)
        publish(
            ItemTransferred(item_id=item.id, from_holder_id=before, to_holder_id=to.id),
            aggregate=(_KIND, item.id),
            actor=actor,
        )
    return item


def end_item(*, item_id: UUID, state: ItemState, by_item_id: UUID | None, note: str, actor: Actor) -> Item:
    """Revoked, or superseded by another item. Raises ItemNotValid when it was ended before."""
    with transaction.atomic():
        item = _locked(item_id)
        if item.state != ItemState.VALID:
            raise ItemNotValid("Giấy tờ này đã bị thu hồi hoặc thay thế trước đó.")
        item.state, item.state_on, item.superseded_by_id = state.value, clock.today(), by_item_id
        item.state_note = note
        item.save(update_fields=["state", "state_on", "superseded_by_id", "state_note"])
        access.record_write(actor=actor, act=f"vault.{_VERBS[state]}", target=(_KIND, item.id), detail={})
        publish(
            ItemStateChanged(item_id=item.id, state=state.value, by_item_id=by_item_id),
            aggregate=(_KIND, item.id),
            actor=actor,
        )
    return item


def renew_item(*, item_id: UUID, valid_to: date, actor: Actor) -> Item:
    """The item's new last day in force. Raises ItemNotValid when it was revoked or superseded."""
    with transaction.atomic():
        item = _locked(item_id)
        if item.state != ItemState.VALID:
            raise ItemNotValid("Giấy tờ này đã bị thu hồi hoặc thay thế trước đó.")
        item.valid_to = valid_to
        item.save(update_fields=["valid_to"])
        detail = {"valid_to": valid_to.isoformat()}
        access.record_write(actor=actor, act="vault.renew", target=(_KIND, item.id), detail=detail)
        publish(ItemStateChanged(item_id=item.id, state=item.state), aggregate=(_KIND, item.id), actor=actor)
    return item


_VERBS = {ItemState.REVOKED: "revoke", ItemState.SUPERSEDED: "supersede"}


def _locked(item_id: UUID) -> Item:
    item = lock_row(Item.objects.filter(id=item_id)).first()
    if item is None:
        raise ItemNotFound("Không có giấy tờ này trong kho.")
    return item
