"""A form as it is printed to be filled in by hand."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from tinhso.engines.forms import registers
from tinhso.engines.forms.conditions_told import only_if, told_value
from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.types import Asked, BlankKind, BlankLine, BlankPart, Choice, Field, FieldKind, Form, Topic

# A list longer than this is written in, not ticked: nobody prints all ethnic groups.
_TICKED_UP_TO = 8
_DATES = (FieldKind.DATE, FieldKind.PARTIAL_DATE)


def blank(form: Form, data: Mapping[str, Any]) -> tuple[BlankPart, ...]:
    """See `api.blank`."""
    everything = [asked for topic in form.topics if topic.repeat is None for asked in topic.asked]
    return tuple(_part(topic, everything, data) for topic in form.topics)


def _part(topic: Topic, everything: list[Asked], data: Mapping[str, Any]) -> BlankPart:
    note = only_if(topic.show_when, everything)
    if topic.repeat is not None:
        heads = tuple((asked.label, False) for asked in topic.asked)
        return BlankPart(topic.title, (BlankLine(topic.repeat.item, BlankKind.ITEM, options=heads),), note)
    return BlankPart(topic.title, tuple(_line(asked, everything, data) for asked in topic.asked), note)


def _line(asked: Asked, everything: list[Asked], data: Mapping[str, Any]) -> BlankLine:
    field, value = asked.field, paths.get(data, asked.field.path)
    note = only_if(asked.show_when, everything)
    options = _ticked(field)
    if options:
        chosen = value if isinstance(value, list) else [value]
        ticks = tuple((option.title, option.code in chosen) for option in options)
        return BlankLine(asked.label, BlankKind.CHOICE, note=note, options=ticks)
    return BlankLine(asked.label, _kind(asked), told_value(field, value) if value not in (None, "", []) else "", note)


def _ticked(field: Field) -> tuple[Choice, ...]:
    if field.kind is FieldKind.BOOLEAN:
        return (Choice(True, gettext("Có")), Choice(False, gettext("Không")))
    options = registers.choices_of(field)
    return options if len(options) <= _TICKED_UP_TO else ()


def _kind(asked: Asked) -> BlankKind:
    if asked.field.kind in _DATES:
        return BlankKind.DATE
    long = asked.widget == "textarea" or asked.field.kind is FieldKind.ADDRESS
    return BlankKind.TEXT if long else BlankKind.LINE
