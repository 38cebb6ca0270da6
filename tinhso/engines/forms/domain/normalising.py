"""What a program sends, cleaned as a page would clean what a person types."""

from collections.abc import Mapping
from typing import Any

from tinhso.engines.forms.domain import paths, values
from tinhso.engines.forms.domain.answering import copied
from tinhso.engines.forms.types import Field, FieldKind, Form, Topic

# Kinds that come as one text; numbers, choices and dates have their exact form already.
_TEXTUAL = (
    FieldKind.TEXT, FieldKind.PERSON_NAME, FieldKind.PERSONAL_NUMBER, FieldKind.OLD_ID_NUMBER,
    FieldKind.PASSPORT_NUMBER,
    FieldKind.TAX_CODE, FieldKind.PHONE, FieldKind.EMAIL, FieldKind.TIME,
)  # fmt: skip


def normalised(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """A cleaned copy; a text that does not parse stays, so that `validate` can say what is wrong with it."""
    whole = copied(data)
    for topic in form.topics:
        targets: list[Any] = [whole]
        if topic.repeat is not None:
            found = paths.get(whole, topic.repeat.group)
            targets = found if isinstance(found, list) else []
        for target in targets:
            if isinstance(target, dict):
                _clean_topic(topic, target)
    return whole


def _clean_topic(topic: Topic, target: dict[str, Any]) -> None:
    for asked in topic.asked:
        text = paths.get(target, asked.field.path)
        if isinstance(text, str) and asked.field.kind in _TEXTUAL:
            paths.put(target, asked.field.path, _cleaned(asked.field, text))


def _cleaned(field: Field, text: str) -> Any:
    try:
        return values.parse(field, "it", {"it": [text]})
    except ValueError:
        return text
