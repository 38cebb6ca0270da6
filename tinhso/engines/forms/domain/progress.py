"""How far each topic is, and which page comes next."""

from collections.abc import Collection, Mapping
from typing import Any

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.conditions import holds
from tinhso.engines.forms.domain.validating import places_of
from tinhso.engines.forms.types import Form, Topic, TopicState

_ANSWERED_BY_OTHERS = (TopicState.DONE, TopicState.KNOWN, TopicState.HIDDEN)


def topic_states(
    form: Form, data: Mapping[str, Any], *, done: Collection[str], sourced: Collection[str]
) -> dict[str, TopicState]:
    """The state of every topic.

    `done`: topics saved by the person; `sourced`: paths whose value is still the prefilled one.
    """
    return {topic.code: _state(topic, data, done, sourced) for topic in form.topics}


def _state(topic: Topic, data: Mapping[str, Any], done: Collection[str], sourced: Collection[str]) -> TopicState:
    if not holds(topic.show_when, data):
        return TopicState.HIDDEN
    places = list(places_of(topic, data))
    has_gap = any(p.asked.field.required and p.value in (None, "", []) for p in places)
    if topic.repeat is not None:
        items = paths.get(data, topic.repeat.group) or []
        has_gap = has_gap or len(items) < topic.repeat.minimum
        if topic.code in done and not has_gap:
            return TopicState.DONE
        return TopicState.IN_PROGRESS if items or topic.code in done else TopicState.NOT_STARTED
    if is_wholly_known(topic, data, sourced) and topic.code not in done:
        return TopicState.KNOWN
    if topic.code in done:
        return TopicState.IN_PROGRESS if has_gap else TopicState.DONE
    return TopicState.NOT_STARTED


def is_wholly_known(topic: Topic, data: Mapping[str, Any], sourced: Collection[str]) -> bool:
    """Whether every question shown on the page is answered by what the platform knew, so that the page need not
    be asked.
    """
    if topic.asks_when_prefilled or topic.repeat is not None:
        return False
    shown = [asked.field.path for asked in topic.asked if holds(asked.show_when, data)]
    return bool(shown) and all(path in sourced for path in shown)


def next_topic(form: Form, states: Mapping[str, TopicState], after: str | None = None) -> Topic | None:
    """The first topic still to be asked after `after`, else from the start; None when all are answered."""
    codes = [topic.code for topic in form.topics]
    start = codes.index(after) + 1 if after in codes else 0
    in_turn = (*form.topics[start:], *form.topics[:start])
    return next((topic for topic in in_turn if states[topic.code] not in _ANSWERED_BY_OTHERS), None)


def previous_topic(form: Form, states: Mapping[str, TopicState], before: str) -> Topic | None:
    """The page before this one in the journey; hidden and known topics are not pages."""
    codes = [topic.code for topic in form.topics]
    earlier = form.topics[: codes.index(before)] if before in codes else form.topics
    skipped = (TopicState.HIDDEN, TopicState.KNOWN)
    return next((topic for topic in reversed(earlier) if states[topic.code] not in skipped), None)
