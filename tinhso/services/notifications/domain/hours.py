"""When a message may leave: not in the quiet hours of its channel, unless waiting would make it useless."""

from datetime import datetime, timedelta

from tinhso.kernel.clock import local
from tinhso.services.notifications.types import Channel, Rule


def leaves_at(
    rule: Rule | None, channel: Channel, *, at: datetime, is_urgent: bool, useful_until: datetime | None
) -> datetime:
    """`at` itself, or the end of the quiet hours that `at` falls into.

    An urgent message leaves at once, and so does one whose last useful day is today: the last day of a supplement is
    not held back.
    """
    if rule is None or is_urgent or channel not in rule.quiet_channels:
        return at
    there = local(at)
    now = there.time()
    is_overnight = rule.quiet_from > rule.quiet_to
    is_quiet = now >= rule.quiet_from or now < rule.quiet_to if is_overnight else rule.quiet_from <= now < rule.quiet_to
    if not is_quiet:
        return at
    day = there.date() + timedelta(days=1) if is_overnight and now >= rule.quiet_from else there.date()
    end = datetime.combine(day, rule.quiet_to, tzinfo=there.tzinfo)
    if useful_until is not None and local(useful_until).date() <= there.date():
        return at
    return at if useful_until is not None and useful_until <= end else end
