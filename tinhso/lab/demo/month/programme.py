"""Which stories the month plays, and when each begins."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tinhso.lab.demo.month import stories, stories_away
from tinhso.lab.demo.month.scene import Scene

Story = Callable[[Scene], None]
# In this order, again and again.
STORIES: tuple[Story, ...] = (
    stories.paid_at_once,
    stories.notice_lost,
    stories.told_twice,
    stories.told_late,
    stories.paid_twice,
    stories.paid_in_cash,
    stories.paid_both_ways,
    stories.asked_for_more,
    stories_away.refused_and_rated,
    stories_away.returned_by_post,
    stories_away.nobody_at_home,
    stories_away.collected_at_home,
    stories.line_comes_late,
)
# Once each: what somebody lies about must be named at the end, and what the portal hands over has one code.
ONCE: tuple[Story, ...] = (
    stories.wrong_sum_told,
    stories_away.portal_lies,
    stories.line_never_comes,
    stories.line_stands_twice,
    stories_away.filed_on_the_portal,
)


def morning(begins: datetime, day: int, number: int) -> datetime:
    """When the story of that number begins: a working day of the month, a quarter of an hour after the one before."""
    weeks, weekday = divmod(day, 5)
    return begins + timedelta(days=7 * weeks + weekday, minutes=15 * (number % 8))
