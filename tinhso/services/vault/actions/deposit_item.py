"""Put a document into a vault, once a source and kind of result."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor
from tinhso.kernel.database import lock_key
from tinhso.kernel.ids import random_token
from tinhso.kernel.outbox.api import publish
from tinhso.kernel.text import clean
from tinhso.services.vault.domain.data_paths import flat
from tinhso.services.vault.errors import DepositInvalid
from tinhso.services.vault.events import ItemDeposited
from tinhso.services.vault.models import Item

OWNER_KIND = "vault.item"


def deposit_item(
    *,
    holder: HolderRef,
    result_code: str,
    title: str,
    number: str,
    issuer_agency_id: UUID,
    issued_on: date,
    valid_to: date | None,
    file_id: UUID,
    data: Mapping[str, Any],
    source: tuple[str, UUID],
    beneficiary_id: UUID | None,
    token: str,
    actor: Actor,
) -> Item:
    shown = clean(title)
    if not shown or not result_code or (valid_to is not None and valid_to < issued_on):
        raise DepositInvalid("Kết quả lưu kho không hợp lệ: thiếu tên, mã, hoặc hết hạn trước ngày cấp.")
    with transaction.atomic():
        lock_key(f"vault:{source[0]}:{source[1]}")
        known = Item.objects.filter(source_kind=source[0], source_id=source[1], result_code=result_code).first()
        if known is not None:
            return known
        held_by, held_for = _keeper(holder, beneficiary_id)
        item = Item(
            holder_kind=held_by.kind,
            holder_id=held_by.id,
            beneficiary_id=held_for,
            result_code=result_code,
            token=token or random_token(),
            title=shown,
            number=clean(number),
            issuer_agency_id=issuer_agency_id,
            issued_on=issued_on,
            valid_to=valid_to,
            file_id=file_id,
            data=flat(data),
            source_kind=source[0],
            source_id=source[1],
            deposited_at=clock.now(),
        )
        owner = (OWNER_KIND, item.id)
        files.link_file(file_id=file_id, owner=owner, signed=True, actor=actor)
        item.file_sha256 = files.files_of(owner)[0].sha256
        item.save(force_insert=True)
        access.record_write(
            actor=actor, act="vault.deposit", target=(OWNER_KIND, item.id), detail={"result_code": result_code}
        )
        publish(
            ItemDeposited(
                item_id=item.id,
                holder_kind=held_by.kind,
                holder_id=held_by.id,
                result_code=result_code,
                issuer_agency_id=issuer_agency_id,
                issued_on=issued_on,
                source_kind=source[0],
                source_id=source[1],
            ),
            aggregate=(OWNER_KIND, item.id),
            actor=actor,
        )
    return item


def _keeper(holder: HolderRef, beneficiary_id: UUID | None) -> tuple[HolderRef, UUID | None]:
    """A person without a number who has a guardian: the guardian holds the item for that person."""
    if holder.kind == "person" and beneficiary_id is None and not identity.has_personal_number(holder.id):
        guardians = identity.guardians_of(holder.id)
        if guardians:
            return HolderRef("person", guardians[0]), holder.id
    return holder, beneficiary_id
