"""A browser asks for push messages, or asks for no more."""

from django.db import transaction

from tinhso.foundation.access import api as access
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import Denied
from tinhso.services.notifications.adapters.web_push import is_known_service
from tinhso.services.notifications.addresses import endpoint_index
from tinhso.services.notifications.domain import push_encryption
from tinhso.services.notifications.errors import BadSubscription
from tinhso.services.notifications.models import PushSubscription
from tinhso.services.notifications.types import Subscription

_MOST = 10
_LONGEST = 1000


def subscribe(*, subscription: Subscription, actor: Actor) -> None:
    """One row a browser: who signs in there last gets its messages. The oldest of more than ten is forgotten."""
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    _check(subscription)
    keys = {"endpoint": subscription.endpoint, "p256dh": subscription.p256dh, "auth": subscription.auth}
    with transaction.atomic():
        PushSubscription.objects.update_or_create(
            endpoint_index=endpoint_index(subscription.endpoint),
            defaults={"person_id": actor.person_id, "keys": keys, "created_at": now()},
        )
        mine = PushSubscription.objects.filter(person_id=actor.person_id).order_by("-created_at")
        PushSubscription.objects.filter(id__in=list(mine.values_list("id", flat=True)[_MOST:])).delete()
        access.record_write(
            actor=actor, act="notifications.subscribe_push", target=("person", actor.person_id), detail={}
        )


def unsubscribe(*, endpoint: str, actor: Actor) -> bool:
    if actor.person_id is None:
        raise Denied("Hãy đăng nhập trước.")
    with transaction.atomic():
        rows = PushSubscription.objects.filter(person_id=actor.person_id, endpoint_index=endpoint_index(endpoint))
        if not rows.delete()[0]:
            return False
        access.record_write(
            actor=actor, act="notifications.unsubscribe_push", target=("person", actor.person_id), detail={}
        )
    return True


def _check(subscription: Subscription) -> None:
    if len(subscription.endpoint) > _LONGEST or not is_known_service(subscription.endpoint):
        raise BadSubscription("Trình duyệt này dùng một dịch vụ thông báo mà cổng chưa gửi tới được.")
    try:
        push_encryption.encrypt(
            b"",
            p256dh=push_encryption.from_base64(subscription.p256dh),
            auth=push_encryption.from_base64(subscription.auth),
        )
    except ValueError as broken:
        raise BadSubscription("Trình duyệt gửi khóa không đúng.") from broken
