"""One page's questions as the template draws them: which boxes, what stands in them, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop

from tinhso.engines.forms.conditions_told import only_if
from tinhso.engines.forms.queries import box, choices_of
from tinhso.engines.forms.types import Asked, Compare, Field, FieldKind, Prefilled, Topic
from tinhso.engines.forms.web.addresses import AddressBoxes, address_boxes
from tinhso.foundation.ui.types import DataSource, DateValue, Option

RADIOS_UP_TO = 7
_LONG_TEXT = 200
Typed = Mapping[str, Sequence[str]]
_INPUTMODES = {
    FieldKind.PERSONAL_NUMBER: "numeric",
    FieldKind.OLD_ID_NUMBER: "numeric",
    FieldKind.VND: "numeric",
    FieldKind.INTEGER: "numeric",
    FieldKind.NUMBER: "decimal",
    FieldKind.PHONE: "tel",
    FieldKind.EMAIL: "email",
}
_WIDTHS = {
    FieldKind.PERSONAL_NUMBER: 20,
    FieldKind.OLD_ID_NUMBER: 10,
    FieldKind.PASSPORT_NUMBER: 10,
    FieldKind.TAX_CODE: 20,
    FieldKind.PHONE: 20,
    FieldKind.VND: 20,
    FieldKind.INTEGER: 5,
    FieldKind.NUMBER: 10,
    FieldKind.TIME: 5,
}
_HINTS = {
    FieldKind.PERSONAL_NUMBER: gettext_noop("12 chữ số trên thẻ căn cước"),
    FieldKind.DATE: gettext_noop("Ví dụ: 21 11 2026"),
    FieldKind.PARTIAL_DATE: gettext_noop("Ví dụ: 21 11 1956. Không nhớ ngày, tháng thì để trống, chỉ ghi năm."),
    FieldKind.TIME: gettext_noop("Ví dụ: 7:30"),
    FieldKind.TAX_CODE: gettext_noop("10, 12 hoặc 13 chữ số"),
}


@dataclass(frozen=True)
class Question:
    """One question for the template; `widget` picks the component."""

    widget: str
    name: str
    label: str
    hint: str
    error: str
    optional: bool
    heading: bool
    value: Any = ""
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    source: DataSource | None = None
    inputmode: str = ""
    autocomplete: str = ""
    width: int = 0
    prefix: str = ""
    suffix: str = ""
    max_length: int = 0
    rows: int = 3
    address: AddressBoxes | None = field(default=None)


def questions_of(
    topic: Topic,
    typed: Typed,
    errors: Mapping[str, str],
    sources: Mapping[str, Prefilled],
    searched: Mapping[str, str],
    *,
    in_item: bool,
    hidden: frozenset[str] = frozenset(),
) -> list[Question]:
    """The page's questions in order; one that hangs on a radio button above it stands inside that button's row."""
    made: dict[str, Question] = {}
    inside: dict[tuple[str, str], list[Question]] = {}
    order: list[str] = []
    for asked in topic.asked:
        path = asked.field.path
        if path in hidden:
            continue
        source = None if in_item else sources.get(path)
        question = _question(asked, typed, errors.get(path, ""), source, searched)
        parent = _parent(asked, topic, made)
        if parent is not None:
            inside.setdefault(parent, []).append(question)
            continue
        words = only_if(asked.show_when, topic.asked)
        made[path] = replace(question, hint=" ".join(part for part in (words, question.hint) if part))
        order.append(path)
    for (path, code), children in inside.items():
        html = render_to_string("forms/questions.html", {"questions": children})
        options = tuple(replace(o, children=html) if o.value == code else o for o in made[path].options)
        made[path] = replace(made[path], options=options)
    questions = [made[path] for path in order]
    if len(questions) == 1 and not in_item and questions[0].label == topic.title:
        return [replace(questions[0], heading=True)]
    return questions


def _question(
    asked: Asked, typed: Typed, error: str, source: Prefilled | None, searched: Mapping[str, str]
) -> Question:
    one, name = asked.field, box(asked.field.path)
    question = Question(
        widget=_widget(asked),
        name=name,
        label=asked.label,
        hint=asked.hint or (gettext(_HINTS[one.kind]) if one.kind in _HINTS else ""),
        error=error,
        optional=not one.required,
        heading=False,
        value=_text(typed, name),
        source=DataSource(name=source.source, as_of=source.as_of) if source is not None else None,
        inputmode=_INPUTMODES.get(one.kind, ""),
        autocomplete=_autocomplete(one),
        width=asked.width if asked.width in (2, 3, 4, 5, 10, 20, 30) else _WIDTHS.get(one.kind, 0),
        suffix=gettext("đồng") if one.kind is FieldKind.VND else one.unit,
        max_length=one.max_length or 0,
    )
    match question.widget:
        case "date":
            parts = {part: _text(typed, f"{name}-{part}") for part in ("day", "month", "year")}
            return replace(question, value=DateValue(**parts))
        case "address":
            return replace(question, address=address_boxes(name, typed, searched.get(name, "")))
        case "radios" | "select" | "checkboxes":
            options = tuple(Option(value=code, text=title) for code, title in _options(one))
            return replace(question, options=options, values=tuple(typed.get(name) or ()))
        case _:
            return question


def _text(typed: Typed, name: str) -> str:
    return (typed.get(name) or [""])[-1]


def _options(one: Field) -> list[tuple[str, str]]:
    if one.kind is FieldKind.BOOLEAN:
        return [("true", gettext("Có")), ("false", gettext("Không"))]
    return [(str(choice.code), choice.title) for choice in choices_of(one)]


def _widget(asked: Asked) -> str:
    kind = asked.field.kind
    if kind in (FieldKind.DATE, FieldKind.PARTIAL_DATE):
        return "date"
    if kind is FieldKind.ADDRESS:
        return "address"
    if kind is FieldKind.CHOICES:
        return "checkboxes"
    if kind is FieldKind.BOOLEAN:
        return "radios"
    if kind in (FieldKind.CHOICE, FieldKind.CODE_LIST):
        few = len(choices_of(asked.field)) <= RADIOS_UP_TO
        return asked.widget if asked.widget in ("radios", "select") else ("radios" if few else "select")
    if kind is FieldKind.TEXT:
        long = (asked.field.max_length or 0) > _LONG_TEXT
        return "textarea" if asked.widget == "textarea" or long else "input"
    return "input"


# Only the applicant's own particulars may be filled in by the browser; those of others must not be.
_OWN = {"person.full_name": "name", "person.phone": "tel", "person.email": "email"}


def _autocomplete(one: Field) -> str:
    own = next((_OWN[name] for name in one.prefill if name in _OWN), "off")
    return str(one.schema.get("x-autocomplete") or own)


def _parent(asked: Asked, topic: Topic, made: Mapping[str, Question]) -> tuple[str, str] | None:
    """The radio button that brings this question out, when the condition is just that; None otherwise."""
    match asked.show_when:
        case Compare(path, "is", value):
            name = path.removeprefix(".")
            parent = made.get(name)
            if parent is None or parent.widget != "radios":
                return None
            code = str(value).lower() if isinstance(value, bool) else str(value)
            return (name, code) if any(option.value == code for option in parent.options) else None
        case _:
            return None
