"""Letters that the post carries: prices, orders in both directions, waybills, tracking.

Whoever owns the subject authorises acts on it; the post authorises what is its own: the desk's and the postman's acts.
"""

from django.conf import settings

from tinhso.kernel.errors import Denied
from tinhso.services.post.actions.cancel import cancel, cancel_all, cancel_at_desk
from tinhso.services.post.actions.carry import deliver, fail, hand_over, pick_up, take_in
from tinhso.services.post.actions.compare import compare
from tinhso.services.post.actions.follow_reform import follow_reform, foresee_reform
from tinhso.services.post.actions.pool import import_list, import_range
from tinhso.services.post.actions.register import (
    change_address,
    checked_party,
    move_orders,
    register,
    release,
    set_due,
)
from tinhso.services.post.actions.send import send_due, try_now
from tinhso.services.post.actions.settle import settle
from tinhso.services.post.actions.track import track
from tinhso.services.post.adapters.carriers import carriers, is_on
from tinhso.services.post.adapters.demo import DemoCarrier
from tinhso.services.post.queries import (
    full_address,
    get_order,
    last_news,
    office_of,
    orders_of,
    pools,
    price_for,
    service_on,
    service_version,
    steps_of,
)
from tinhso.services.post.subjects import register_subjects

__all__ = [
    "cancel",
    "cancel_all",
    "cancel_at_desk",
    "change_address",
    "check_config",
    "checked_party",
    "compare",
    "deliver",
    "fail",
    "follow_reform",
    "foresee_reform",
    "full_address",
    "get_order",
    "hand_over",
    "import_list",
    "import_range",
    "is_on",
    "last_news",
    "move_orders",
    "office_of",
    "orders_of",
    "pick_up",
    "pools",
    "price_for",
    "register",
    "register_subjects",
    "release",
    "send_due",
    "service_on",
    "service_version",
    "set_due",
    "settle",
    "stand_in",
    "steps_of",
    "take_in",
    "track",
    "try_now",
]


def stand_in() -> type[DemoCarrier]:
    """The post that a demonstration plays. Raises Denied outside a demonstration."""
    if not settings.DEMO:
        raise Denied("Chỉ bản trình diễn có bưu điện giả lập.")
    return DemoCarrier


def check_config() -> list[str]:
    """What keeps the post from being reached; nothing when it is switched off."""
    return carriers.get().check_config() if is_on() else []
