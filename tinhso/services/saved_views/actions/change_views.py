"""Keep, drop and choose views. Each is the officer's own matter: nobody else's view is touched."""

from uuid import UUID

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.database import lock_key
from tinhso.services.saved_views import queries
from tinhso.services.saved_views.errors import NoPost, ViewInvalid, ViewNotFound
from tinhso.services.saved_views.models import FirstView, View

MOST_VIEWS = 30
_LONGEST_TITLE, _LONGEST_ADDRESS = 60, 500


def keep_view(*, list_name: str, title: str, address: str, is_shared: bool, is_default: bool, actor: Actor) -> View:
    """Keep an address under a name; the same name again is the same view with the new address."""
    person_id = _officer(actor)
    name = " ".join(title.split())
    if not name or len(name) > _LONGEST_TITLE:
        raise ViewInvalid(
            "Chưa đặt tên.", fields={"/title": f"Đặt tên cho danh sách, nhiều nhất {_LONGEST_TITLE} chữ."}
        )
    if len(address) > _LONGEST_ADDRESS:
        raise ViewInvalid("Bộ lọc quá dài.", fields={"/title": "Bộ lọc quá dài để lưu: hãy bỏ bớt chữ tìm."})
    with transaction.atomic():
        lock_key(f"saved_views:{person_id}:{list_name}")
        mine = View.objects.filter(person_id=person_id, list=list_name)
        if not mine.filter(title=name).exists() and mine.count() >= MOST_VIEWS:
            raise ViewInvalid(
                "Đã đủ danh sách.", fields={"/title": f"Bạn đã lưu {MOST_VIEWS} danh sách; hãy bỏ bớt một cái."}
            )
        row, _ = View.objects.update_or_create(
            person_id=person_id,
            list=list_name,
            title=name,
            defaults={"address": address, **_shared_with(actor, is_shared)},
            create_defaults={"address": address, "created_at": now(), **_shared_with(actor, is_shared)},
        )
        if is_default:
            _open_first(person_id, row)
        access.record_write(
            actor=actor,
            act="saved_views.keep",
            target=("saved_view", row.id),
            detail={"list": list_name, "shared": is_shared, "default": is_default},
        )
    return row


def drop_view(*, view_id: UUID, actor: Actor) -> None:
    """Forget an own view, also for those it was shared with."""
    person_id = _officer(actor)
    with transaction.atomic():
        row = View.objects.filter(id=view_id, person_id=person_id).first()
        if row is None:
            raise ViewNotFound("Không có danh sách này trong các danh sách bạn đã lưu.")
        access.record_write(actor=actor, act="saved_views.drop", target=("saved_view", row.id), detail={})
        row.delete()


def choose_default(*, list_name: str, view_id: UUID | None, actor: Actor) -> None:
    """Open the list with this view from now on; None: with the plain list."""
    person_id = _officer(actor)
    with transaction.atomic():
        lock_key(f"saved_views:{person_id}:{list_name}")
        if view_id is None:
            FirstView.objects.filter(person_id=person_id, list=list_name).delete()
        else:
            row = queries.seen_by(list_name, actor).filter(id=view_id).first()
            if row is None:
                raise ViewNotFound("Không có danh sách này.")
            _open_first(person_id, row)
        access.record_write(
            actor=actor,
            act="saved_views.choose_default",
            target=("person", person_id),
            detail={"list": list_name, "view": view_id},
        )


def _open_first(person_id: UUID, row: View) -> None:
    FirstView.objects.update_or_create(person_id=person_id, list=row.list, defaults={"view": row})


def _officer(actor: Actor) -> UUID:
    if actor.person_id is None or not actor.is_officer:
        raise NoPost("Chỉ cán bộ đang làm việc ở một vị trí lưu được danh sách.")
    return actor.person_id


def _shared_with(actor: Actor, is_shared: bool) -> dict[str, object]:
    """Colleagues who do the same work in the same agency."""
    if not is_shared or actor.post_id is None:
        return {"agency_id": None, "role": ""}
    roles = identity.get_post(actor.post_id).roles
    if not roles:
        raise ViewInvalid("Không chia sẻ được.", fields={"/title": "Vị trí của bạn chưa có vai trò để chia sẻ cùng."})
    return {"agency_id": actor.agency_id, "role": roles[0]}
