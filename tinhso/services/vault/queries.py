"""Guarded reads of items: who is not entitled finds nothing."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.services.vault.domain import states
from tinhso.services.vault.models import Item
from tinhso.services.vault.types import VaultItem

OFFICER_ACT = "vault.read"


def may_read_holder(holder: HolderRef, actor: Actor) -> bool:
    """The holder, a guardian, a user of the organisation, an officer who may `vault.read`, or the system."""
    if actor.channel is Channel.SYSTEM:
        return True
    if actor.person_id is not None:
        if holder.kind == "person" and (
            holder.id == actor.person_id or holder.id in identity.wards_of(actor.person_id)
        ):
            return True
        if holder.kind == "organisation" and identity.rights_in(actor.person_id, holder.id):
            return True
    return access.can(actor=actor, act=OFFICER_ACT)


def may_read(row: Item, actor: Actor) -> bool:
    if may_read_holder(_holder(row), actor):
        return True
    return (
        row.beneficiary_id is not None
        and actor.person_id is not None
        and row.beneficiary_id in (actor.person_id, *identity.wards_of(actor.person_id))
    )


def own_items(holder: HolderRef) -> QuerySet[Item]:
    """Held by the holder, or held for it by a guardian; newest first."""
    mine = Q(holder_kind=holder.kind, holder_id=holder.id)
    if holder.kind == "person":
        mine |= Q(beneficiary_id=holder.id)
    return Item.objects.filter(mine).order_by("-issued_on", "-id")


def in_force(rows: QuerySet[Item], day: date) -> QuerySet[Item]:
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), state="valid")


def shown(row: Item, day: date | None = None) -> VaultItem:
    return VaultItem(
        id=row.id,
        holder=_holder(row),
        beneficiary_id=row.beneficiary_id,
        result_code=row.result_code,
        title=row.title,
        number=row.number,
        issuer_agency_id=row.issuer_agency_id,
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        state=states.state_on_day(row.state, row.valid_to, day or clock.today()),
        state_on=row.state_on,
        state_note=row.state_note,
        file_id=row.file_id,
        file_sha256=row.file_sha256,
        source=(row.source_kind, row.source_id),
        token=row.token,
        deposited_at=row.deposited_at,
    )


def holders_of_item(row: Item) -> tuple[HolderRef, ...]:
    """Whose data the item is: the holder, and the one it is held for."""
    holder = _holder(row)
    if row.beneficiary_id is None or row.beneficiary_id == holder.id:
        return (holder,)
    return holder, HolderRef("person", row.beneficiary_id)


def _holder(row: Item) -> HolderRef:
    if row.holder_kind == "organisation":
        return HolderRef("organisation", row.holder_id)
    return HolderRef("person", row.holder_id)


def in_words(item: VaultItem) -> str:
    """Whether the document is in force, as one sentence."""
    return states.in_words(item.state, valid_to=item.valid_to, changed_on=item.state_on, note=item.state_note)


def agency_name(agency_id: UUID) -> str:
    return identity.get_agency(agency_id).name
