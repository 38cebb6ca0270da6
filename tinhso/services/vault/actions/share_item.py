"""Share one document for a while, take the link back, open it: every opening is counted and logged."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_row
from tinhso.kernel.encryption import blind_index
from tinhso.kernel.ids import random_token
from tinhso.services.vault import queries
from tinhso.services.vault.errors import ItemNotFound, ShareOver, ShareRefused
from tinhso.services.vault.models import Item, Share
from tinhso.services.vault.types import ItemState, ShareScope

LONGEST_DAYS, MOST_OPENS, MOST_AT_ONCE = 30, 20, 20
_INDEX = "vault.share"


def share_item(*, item_id: UUID, scope: ShareScope, recipient: str, days: int, most_opens: int, actor: Actor) -> Share:
    row = Item.objects.filter(id=item_id).first()
    if row is None or actor.is_officer or not queries.may_share(row, actor):
        raise ItemNotFound("Không có giấy tờ này trong kho, hoặc bạn không được chia sẻ.")
    named = " ".join(recipient.split())
    problems = {}
    if not named or len(named) > 200:
        problems["/recipient"] = "Ghi bạn chia sẻ cho ai, nhiều nhất 200 ký tự."
    if not 1 <= days <= LONGEST_DAYS:
        problems["/days"] = f"Chọn từ 1 đến {LONGEST_DAYS} ngày."
    if not 1 <= most_opens <= MOST_OPENS:
        problems["/most_opens"] = f"Chọn từ 1 đến {MOST_OPENS} lần mở."
    if queries.shown(row).state is not ItemState.VALID:
        problems["/scope"] = "Giấy tờ này không còn hiệu lực nên không chia sẻ được."
    if problems:
        raise ShareRefused("Chưa tạo được liên kết.", fields=problems)
    at = now()
    with transaction.atomic():
        open_now = Share.objects.filter(item_id=item_id, revoked_at=None, expires_at__gt=at).count()
        if open_now >= MOST_AT_ONCE:
            raise ShareRefused(
                "Có quá nhiều liên kết đang mở; hãy thu hồi bớt.", fields={"/recipient": "Thu hồi bớt liên kết."}
            )
        assert actor.person_id is not None
        token = random_token()
        share = Share.objects.create(
            item=row,
            token=token,
            token_index=blind_index(token, _INDEX),
            scope=scope.value,
            recipient=named,
            created_by_id=actor.person_id,
            created_at=at,
            expires_at=at + timedelta(days=days),
            most_opens=most_opens,
        )
        access.record_write(
            actor=actor, act="vault.share", target=("vault.item", item_id), detail={"scope": scope.value, "days": days}
        )
    return share


def revoke_share(*, share_id: UUID, actor: Actor) -> None:
    with transaction.atomic():
        row = lock_row(Share.objects.filter(id=share_id)).first()
        if row is None or actor.is_officer or not queries.may_share(row.item, actor):
            raise ShareOver
        if row.revoked_at is None:
            row.revoked_at = now()
            row.save(update_fields=["revoked_at"])
            access.record_write(actor=actor, act="vault.revoke_share", target=("vault.item", row.item_id), detail={})


def find_open(token: str) -> Share | None:
    """The share behind a link while it is open; looking counts nothing, so that a link preview uses nothing up."""
    row = Share.objects.filter(token_index=blind_index(token, _INDEX)).select_related("item").first()
    return row if row is not None and queries.share_of(row).is_open(now()) else None


def open_share(*, token: str, actor: Actor) -> Share:
    """Count one opening and log it for the holder. Raises ShareOver."""
    with transaction.atomic():
        row = lock_row(Share.objects.filter(token_index=blind_index(token, _INDEX))).first()
        if row is None or not queries.share_of(row).is_open(now()):
            raise ShareOver
        row.opens += 1
        row.save(update_fields=["opens"])
        access.record_read(
            actor=actor,
            holders=queries.holders_of_item(row.item),
            purpose=f"Mở liên kết bạn chia sẻ cho {row.recipient}"[:200],
            target=("vault.item", row.item_id),
        )
        return row
