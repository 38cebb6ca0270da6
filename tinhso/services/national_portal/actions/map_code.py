"""An operator says which code of the portal stands for one of ours."""

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.ids import new_id
from tinhso.services.national_portal import mapping
from tinhso.services.national_portal.errors import NoSuchCode
from tinhso.services.national_portal.models import CatalogueEntry, Mapping, Message
from tinhso.services.national_portal.types import CatalogueKind, MessageState
from tinhso.services.national_portal.waking import wake

OPERATE = "national_portal.operate"


def map_code(*, kind: CatalogueKind, our_code: str, their_code: str, actor: Actor) -> None:
    """From the next message on; "" takes the word back. What waited for it goes at once. Raises ActDenied, NoSuchCode."""
    wanted = their_code.strip()[:80]
    with transaction.atomic():
        access.authorise(actor=actor, act=OPERATE, agency_id=access.Whose.NO_AGENCY)
        if our_code not in mapping.ours(kind):
            raise NoSuchCode("Tỉnh không có mã này.", fields={"/ours": "Chọn một mã trong danh sách."})
        if wanted and not CatalogueEntry.objects.filter(kind=kind.value, code=wanted, is_gone=False).exists():
            raise NoSuchCode(
                "Danh mục của Cổng không có mã này.", fields={"/theirs": "Chọn một mã đang có trong danh mục của Cổng."}
            )
        if wanted:
            Mapping.objects.update_or_create(
                kind=kind.value,
                our_code=our_code,
                defaults={"their_code": wanted, "by_person_id": actor.person_id, "at": now()},
            )
        else:
            Mapping.objects.filter(kind=kind.value, our_code=our_code).delete()
        Message.objects.filter(state=MessageState.BLOCKED.value).update(next_at=now())
        wake()
        access.record_write(
            actor=actor, act="national_portal.map", target=("catalogue", new_id()),
            detail={"kind": kind.value, "ours": our_code, "theirs": wanted},
        )  # fmt: skip
