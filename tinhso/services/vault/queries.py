"""Guarded reads of items: who is not entitled finds nothing."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, Right
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.services.vault.domain import states
from tinhso.services.vault.models import Item, Objection, OwnDocument, Share
from tinhso.services.vault.types import Objection as ObjectionFacts
from tinhso.services.vault.types import OwnDocument as OwnDocumentFacts
from tinhso.services.vault.types import Share as ShareFacts
from tinhso.services.vault.types import ShareScope, VaultItem

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
    return access.can(actor=actor, act=OFFICER_ACT, agency_id=access.Whose.NO_AGENCY)


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


def is_own(holder: HolderRef, actor: Actor) -> bool:
    """The holder, a guardian, or one who may act for the organisation; an officer never, nor who may only look."""
    if actor.person_id is None:
        return False
    if holder.kind == "person":
        return holder.id == actor.person_id or holder.id in identity.wards_of(actor.person_id)
    return bool(identity.rights_in(actor.person_id, holder.id) & {Right.SUBMIT, Right.MANAGE})


def may_share(row: Item, actor: Actor) -> bool:
    return any(is_own(holder, actor) for holder in holders_of_item(row))


def share_of(row: Share) -> ShareFacts:
    return ShareFacts(
        id=row.id,
        item_id=row.item_id,
        token=row.token,
        scope=ShareScope(row.scope),
        recipient=row.recipient,
        created_at=row.created_at,
        expires_at=row.expires_at,
        most_opens=row.most_opens,
        opens=row.opens,
        revoked_at=row.revoked_at,
    )


def own_holder(row: OwnDocument | Objection) -> HolderRef:
    return HolderRef("person" if row.holder_kind == "person" else "organisation", row.holder_id)


def own_document(row: OwnDocument) -> OwnDocumentFacts:
    return OwnDocumentFacts(
        id=row.id, holder=own_holder(row), title=row.title, file_id=row.file_id, added_at=row.added_at
    )


def objection(row: Objection) -> ObjectionFacts:
    return ObjectionFacts(
        id=row.id,
        read_id=row.read_id,
        read_at=row.read_at,
        read_purpose=row.read_purpose,
        reader_post_id=row.reader_post_id,
        reason=row.reason,
        made_at=row.made_at,
        answer=row.answer,
        answered_at=row.answered_at,
    )


def holder_name(row: Item) -> str:
    """The name of the person or organisation whose document it is."""
    holder = holders_of_item(row)[-1]
    if holder.kind == "person":
        return identity.person_names([holder.id]).get(holder.id, "")
    organisation = identity.get_organisation(holder.id, actor=system_actor(), purpose="Liên kết chia sẻ")
    return organisation.name
