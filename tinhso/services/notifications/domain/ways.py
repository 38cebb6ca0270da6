"""Which channels carry a notice, and which one comes next when one has failed for good."""

from collections.abc import Collection, Iterable

from tinhso.services.notifications.types import Channel, Preferences, Rule, Template


def first_ways(rule: Rule | None, template: Template, wants: Preferences, *, has_push: bool) -> tuple[Channel, ...]:
    """Of channels that stand for each other the first that is wanted, of the others each that is wanted."""
    offered = _offered(template, has_push=has_push)
    chosen = []
    for group in _groups(rule, offered):
        wanted = [channel for channel in group if wants.wants(template.kind, channel)]
        chosen += wanted[:1]
    return tuple(chosen)


def next_way(
    rule: Rule | None,
    offered: Collection[Channel],
    wants: Preferences,
    *,
    kind: str,
    is_required: bool,
    failed: Channel,
    used: Collection[Channel],
    is_reached: bool,
) -> Channel | None:
    """What to try after `failed`: what stands for it first; then, where the law requires the notice and nothing has
    reached the person, any channel that is left, wanted or not.
    """
    group = next((group for group in _groups(rule, offered) if failed in group), ())
    rest = [channel for channel in group[group.index(failed) + 1 :] if channel not in used] if group else []
    wanted = [channel for channel in rest if wants.wants(kind, channel)]
    if wanted:
        return wanted[0]
    if not is_required or is_reached:
        return None
    left = [channel for channel in offered if channel not in used]
    return next((one for one in left if wants.wants(kind, one)), left[0] if left else None)


def _offered(template: Template, *, has_push: bool) -> list[Channel]:
    return [channel for channel in template.channels if channel is not Channel.PUSH or has_push]


def _groups(rule: Rule | None, offered: Iterable[Channel]) -> list[tuple[Channel, ...]]:
    offered = list(offered)
    named = [tuple(one for one in group if one in offered) for group in (rule.alternatives if rule else ())]
    grouped = {channel for group in named for channel in group}
    return [group for group in named if group] + [(one,) for one in offered if one not in grouped]
