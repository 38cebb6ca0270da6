"""When a message may leave: not in quiet hours, unless waiting would make it useless; a low one with the day's digest."""

from datetime import datetime, time, timedelta

from tinhso.kernel.clock import local
from tinhso.services.notifications.types import Channel, Preferences, Priority, Rule

# Channels that ring: a person's own quiet hours hold these back, a letter lies still.
RINGING = (Channel.SMS, Channel.ZALO, Channel.PUSH)
# A digest has no approved template and no room in a text message.
DIGESTIBLE = (Channel.EMAIL, Channel.PUSH)


def leaves_at(
    rule: Rule | None,
    channel: Channel,
    *,
    at: datetime,
    is_urgent: bool,
    useful_until: datetime | None,
    wants: Preferences | None = None,
) -> datetime:
    """`at` itself, or the end of the quiet hours that `at` falls into: the person's own, else the province's.

    An urgent message leaves at once, and so does one whose last useful day is today: the last day of a supplement is
    not held back, whatever anybody chose.
    """
    quiet = _quiet(rule, channel, wants)
    if quiet is None or is_urgent:
        return at
    end = _end_of(quiet, at)
    if end is None or (useful_until is not None and _is_last_chance(useful_until, at, end)):
        return at
    return end


def digest_time(rule: Rule | None, *, at: datetime, wants: Preferences, channel: Channel) -> datetime | None:
    """When the next digest leaves; None where there is none for this person or channel."""
    if rule is None or rule.digest_at is None or not wants.wants_digest or channel not in DIGESTIBLE:
        return None
    there = local(at)
    end = datetime.combine(there.date(), rule.digest_at, tzinfo=there.tzinfo)
    return end if end > there else end + timedelta(days=1)


def carries(priority: Priority, channel: Channel) -> bool:
    """Nobody's phone rings for what can wait for a digest."""
    return priority is not Priority.LOW or channel in DIGESTIBLE


def _quiet(rule: Rule | None, channel: Channel, wants: Preferences | None) -> tuple[time, time] | None:
    if wants is not None and wants.quiet_from is not None and wants.quiet_to is not None and channel in RINGING:
        return wants.quiet_from, wants.quiet_to
    if rule is None or channel not in rule.quiet_channels:
        return None
    return rule.quiet_from, rule.quiet_to


def _end_of(quiet: tuple[time, time], at: datetime) -> datetime | None:
    begin, end = quiet
    there = local(at)
    now = there.time()
    is_overnight = begin > end
    is_quiet = now >= begin or now < end if is_overnight else begin <= now < end
    if not is_quiet:
        return None
    day = there.date() + timedelta(days=1) if is_overnight and now >= begin else there.date()
    return datetime.combine(day, end, tzinfo=there.tzinfo)


def _is_last_chance(useful_until: datetime, at: datetime, end: datetime) -> bool:
    return local(useful_until).date() <= local(at).date() or useful_until <= end
