"""Answers as people read them, for papers and for pages about what was filed."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.validating import prune
from tinhso.engines.forms.types import Field, FieldKind, Form, Line, Part, Topic
from tinhso.kernel.encryption import mask

Shown = Callable[[Field, Any], str]


def summary(form: Form, data: Mapping[str, Any], shown: Shown) -> tuple[Part, ...]:
    """The asked topics with their answers; a repeating group gives one line an item."""
    kept = prune(form, data)
    parts = (Part(topic.title, tuple(_lines(topic, kept, shown))) for topic in form.topics)
    return tuple(part for part in parts if part.lines)


def _lines(topic: Topic, data: Mapping[str, Any], shown: Shown) -> list[Line]:
    if topic.repeat is not None:
        items = paths.get(data, topic.repeat.group) or []
        return [
            Line(f"{topic.repeat.item} {n}", _item(topic, item, shown), _item(topic, item, masking(shown)))
            for n, item in enumerate(items, 1)
        ]
    lines = []
    for asked in topic.asked:
        value = paths.get(data, asked.field.path)
        if value not in (None, "", []):
            lines.append(Line(asked.label, shown(asked.field, value), masking(shown)(asked.field, value)))
    return lines


def masking(shown: Shown) -> Shown:
    """The same words, with all but the last four characters of a person's numbers hidden."""
    return lambda field, value: mask(shown(field, value)) if field.is_identifier else shown(field, value)


def _item(topic: Topic, item: Mapping[str, Any], shown: Shown) -> str:
    told = (shown(a.field, item[a.field.path]) for a in topic.asked if item.get(a.field.path) not in (None, "", []))
    return ", ".join(told)


def groups_in_words(form: Form, data: Mapping[str, Any], shown: Shown) -> dict[str, tuple[dict[str, str], ...]]:
    """Every repeating group → its items, each field's answer in words."""
    kept = prune(form, data)
    return {
        topic.repeat.group: tuple(
            {
                a.field.path: shown(a.field, item[a.field.path])
                for a in topic.asked
                if item.get(a.field.path) not in (None, "", [])
            }
            for item in paths.get(kept, topic.repeat.group) or []
        )
        for topic in form.topics
        if topic.repeat is not None
    }


def with_unit_names(
    form: Form, data: Mapping[str, Any], name: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """The answers with the names of the units in every address: a program sends codes, papers need words."""
    named: dict[str, Any] = copy.deepcopy(dict(data))
    for topic in form.topics:
        holders = [named] if topic.repeat is None else paths.get(named, topic.repeat.group) or []
        for asked in topic.asked:
            for holder in holders:
                value = paths.get(holder, asked.field.path)
                if asked.field.kind is FieldKind.ADDRESS and isinstance(value, dict) and "commune_name" not in value:
                    paths.put(holder, asked.field.path, name(value))
    return named


def in_words(form: Form, data: Mapping[str, Any], shown: Shown) -> dict[str, str]:
    """Every field path of the form → its answer in words, "" where there is none; a group is told item after item."""
    kept = prune(form, data)
    words: dict[str, str] = {}
    for topic in form.topics:
        if topic.repeat is not None:
            items = paths.get(kept, topic.repeat.group) or []
            words[topic.repeat.group] = "; ".join(_item(topic, item, shown) for item in items)
            continue
        for asked in topic.asked:
            value = paths.get(kept, asked.field.path)
            words[asked.field.path] = "" if value in (None, "", []) else shown(asked.field, value)
    return words
