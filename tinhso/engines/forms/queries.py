"""Reads for the pages of forms: a draft's form, its boxes, its errors by box."""

from collections.abc import Mapping
from typing import Any

from tinhso.engines.forms.domain import paths, values
from tinhso.engines.forms.domain.answering import PageAnswers, box, read_page
from tinhso.engines.forms.domain.conditions import fields_of, holds
from tinhso.engines.forms.domain.progress import next_topic, previous_topic
from tinhso.engines.forms.domain.validating import validate
from tinhso.engines.forms.registers import choices_of, look_up
from tinhso.engines.forms.types import Asked, Draft, Form, Topic
from tinhso.engines.forms.versions import form_of_version

__all__ = [
    "answer_at", "asked_now", "box", "box_errors", "by_path", "choices_of", "form_of", "hidden_here", "item_of",
    "next_topic", "previous_topic",
    "problems_of", "read_topic", "typed_before", "typed_of_topic",
]  # fmt: skip


def form_of(draft: Draft) -> Form:
    """The compiled form that the draft's procedure version holds."""
    return form_of_version(draft.procedure_version_id)


def typed_of_topic(topic: Topic, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """The page's boxes filled with what is saved."""
    typed: dict[str, list[str]] = {}
    for asked in topic.asked:
        path = asked.field.path
        typed |= values.typed_of(asked.field, box(path), paths.get(answers, path))
    return typed


def typed_before(draft: Draft, page: str) -> dict[str, list[str]]:
    """The page's boxes as they were being typed when the browser went; {} where nothing waits."""
    return {name: list(texts) for name, texts in draft.typed.get(page, {}).items()}


def read_topic(
    form: Form, topic: Topic, typed: Any, answers: Mapping[str, Any], *, item: Mapping[str, Any] | None = None
) -> PageAnswers:
    """What was typed, as values and errors; codes and units are looked up."""
    return read_page(form, topic, dict(typed.lists()), answers, item=item, look_up=look_up)


def hidden_here(topic: Topic, answers: Mapping[str, Any]) -> frozenset[str]:
    """Questions of the page that earlier pages already ruled out."""
    here = {asked.field.path for asked in topic.asked}
    return frozenset(
        asked.field.path
        for asked in topic.asked
        if asked.show_when is not None
        and not here & set(fields_of(asked.show_when))
        and not holds(asked.show_when, answers)
    )


def by_path(pointers: Mapping[str, str]) -> dict[str, str]:
    """JSON pointers of refused answers as dotted paths."""
    return {".".join(paths.parts_of(pointer)): text for pointer, text in pointers.items() if pointer}


def box_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the id of the box to jump to."""
    return {box(path): text for path, text in errors.items()}


def item_of(draft: Draft, topic: Topic, key: str | None) -> Mapping[str, Any] | None:
    """The item of a group with that key; an empty one for a new item; None when there is none."""
    if topic.repeat is None:
        return None
    if key is None:
        return {}
    keys = draft.item_keys.get(topic.repeat.group, ())
    items = paths.get(draft.answers, topic.repeat.group) or []
    return items[keys.index(key)] if key in keys and keys.index(key) < len(items) else None


def answer_at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at a dotted path, None when there is none."""
    return paths.get(answers, path)


def asked_now(topic: Topic, answers: Mapping[str, Any], item: Mapping[str, Any] | None = None) -> list[Asked]:
    """The questions of a topic that are asked with these answers."""
    return [asked for asked in topic.asked if holds(asked.show_when, answers, item)]


def problems_of(form: Form, draft: Draft) -> dict[str, list[str]]:
    """What still stands in the way of submitting, by JSON pointer."""
    return validate(form, draft.data, look_up=look_up)
