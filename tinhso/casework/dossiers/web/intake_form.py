"""The whole form on one page for the desk: typed dates and place names, everything kept as typed when it does not hold."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from tinhso.engines.forms import api as forms
from tinhso.engines.forms.errors import AnswersInvalid
from tinhso.engines.forms.types import Asked, Draft, DraftId, Field, FieldKind, Form, Topic, TopicState
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.types import Tier, Unit
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.encryption import mask
from tinhso.kernel.text import clean

_DATE = re.compile(r"(?:(\d{1,2})[/.\- ])?(?:(\d{1,2})[/.\- ])?(\d{4})")
_NUMBERS = (FieldKind.INTEGER, FieldKind.VND, FieldKind.NUMBER)
_NUMERIC = (FieldKind.PERSONAL_NUMBER, FieldKind.OLD_ID_NUMBER, *_NUMBERS, FieldKind.DATE, FieldKind.PARTIAL_DATE)
LONG = 200
FEW = 4


@dataclass(frozen=True, kw_only=True)
class Box:
    """One question for the template; `second` is the place name of an address, `value` then its street."""

    widget: str
    name: str
    label: str
    hint: str
    value: Any
    error: str
    optional: bool
    second: str = ""
    inputmode: str = ""
    width: int = 0
    source: str = ""
    options: tuple[Option, ...] = ()
    focus: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """One topic: a fieldset; `is_known` ones are folded, their answers are there already.

    `card` is the name of the box where somebody else's card is scanned, "" where the topic describes nobody.
    """

    code: str
    title: str
    hint: str
    boxes: tuple[Box, ...]
    is_known: bool
    summary: str
    items: tuple[tuple[str, str], ...] = ()
    repeats: str = ""
    # Whether a whole list may be pasted, and what was pasted and refused.
    takes_list: bool = False
    pasted: str = ""
    card: str = ""
    card_typed: str = ""
    card_error: str = ""


# A person's values under the names that forms use: full_name, personal_number, born_on (dd/mm/yyyy), sex, nationality,
# and an address as its street and its commune.
PersonValues = Mapping[str, str | tuple[str, str]]


def name_of(topic: Topic, field: Field) -> str:
    """The name and id of a box: the topic keeps two topics that ask the same field apart."""
    return f"{topic.code}--{field.path.replace('.', '-')}"


def person_of(topic: Topic) -> str:
    """The path of the person whom a topic describes ("father"), "" when it describes nobody by number and name."""
    if topic.repeat is not None:
        return ""
    paths = {asked.field.path for asked in topic.asked}
    numbers = [asked.field.path for asked in topic.asked if asked.field.kind is FieldKind.PERSONAL_NUMBER]
    people = (path.rpartition(".")[0] for path in numbers)
    return next((person for person in people if person and f"{person}.full_name" in paths), "")


def fill_from_cards(
    form: Form, typed: QueryDict, look_up: Callable[[str], PersonValues]
) -> tuple[QueryDict, dict[str, str]]:
    """Whoever's card was scanned into a topic fills its empty boxes; what was typed stays.

    `look_up` gives a person's values for a scanned card or a number and raises ValueError with a sentence.
    """
    filled, errors = typed.copy(), {}
    for topic in form.topics:
        text, person = typed.get(f"the-{topic.code}", "").strip(), person_of(topic)
        if not text or not person:
            continue
        try:
            values = look_up(text)
        except ValueError as why:
            errors[f"the-{topic.code}"] = str(why)
            continue
        for asked in topic.asked:
            if asked.field.path.rpartition(".")[0] == person:
                _fill(filled, name_of(topic, asked.field), values.get(asked.field.name, ""))
        filled[f"the-{topic.code}"] = ""
    return filled, errors


def _fill(typed: QueryDict, name: str, value: str | tuple[str, str]) -> None:
    street, place = value if isinstance(value, tuple) else (value, "")
    if value and not typed.get(name, "").strip() and not typed.get(f"{name}-noi", "").strip():
        typed[name] = street
        if place:
            typed[f"{name}-noi"] = place


def save(form: Form, draft_id: DraftId, typed: QueryDict, *, actor: Actor) -> dict[str, str]:
    """Save every topic that holds; what does not is told by box, and nothing of that topic is changed."""
    errors: dict[str, str] = {}
    for topic in form.topics:
        draft = forms.get_draft(draft_id, actor=actor)
        if draft.topic_states[topic.code] is TopicState.HIDDEN or f"co-{topic.code}" not in typed:
            continue
        values, wrong = _read(topic, typed, draft)
        if not wrong:
            wrong = _save_topic(draft, topic, values, typed.get(f"ds-{topic.code}", ""), actor)
        errors |= {
            name_of(topic, asked.field): wrong[asked.field.path] for asked in topic.asked if asked.field.path in wrong
        }
        if "" in wrong:
            errors[f"topic-{topic.code}"] = wrong[""]
    return errors


def _save_topic(draft: Draft, topic: Topic, values: Mapping[str, Any], pasted: str, actor: Actor) -> dict[str, str]:
    try:
        if topic.repeat is None:
            forms.save_topic(draft_id=draft.id, topic=topic.code, values=values, actor=actor)
        else:
            if any(value not in (None, "", []) for value in values.values()):
                forms.save_item(draft_id=draft.id, topic=topic.code, key=None, values=values, actor=actor)
            if pasted.strip():
                forms.add_list(draft_id=draft.id, topic=topic.code, text=pasted, actor=actor)
            forms.save_topic(draft_id=draft.id, topic=topic.code, values={}, actor=actor)
    except AnswersInvalid as refused:
        if "/list" in refused.fields:
            return {"": f"{refused.message} {refused.fields['/list']}"}
        return {_path(pointer): text for pointer, text in refused.fields.items()} or {"": refused.message}
    return {}


def _path(pointer: str) -> str:
    return ".".join(part for part in pointer.split("/") if part)


def _read(topic: Topic, typed: QueryDict, draft: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for asked in topic.asked:
        name = name_of(topic, asked.field)
        known = _at(draft.answers, asked.field.path) if _hides(asked.field, draft) else None
        if known is not None and typed.get(name, "").strip() == mask(str(known)):
            values[asked.field.path] = known
            continue
        try:
            values[asked.field.path] = _value(asked.field, name, typed)
        except ValueError as why:
            wrong[asked.field.path] = str(why)
    return values, wrong


def _value(field: Field, name: str, typed: QueryDict) -> Any:
    text = clean(typed.get(name, ""))
    match field.kind:
        case FieldKind.ADDRESS:
            return _address(text, clean(typed.get(f"{name}-noi", "")))
        case FieldKind.CHOICES:
            wanted = set(typed.getlist(name))
            return [choice.code for choice in field.choices if str(choice.code) in wanted] or None
        case FieldKind.BOOLEAN:
            return {"true": True, "false": False}.get(text)
        case FieldKind.CHOICE:
            return next((choice.code for choice in field.choices if str(choice.code) == text), None)
        case FieldKind.DATE | FieldKind.PARTIAL_DATE:
            return read_date(text)
        case _ if not text:
            return None
        case kind if kind in _NUMBERS:
            return _number(text)
        case FieldKind.PERSONAL_NUMBER | FieldKind.OLD_ID_NUMBER | FieldKind.TAX_CODE | FieldKind.PHONE:
            return re.sub(r"[\s.]", "", text)
        case _:
            return typed.get(name, "").strip() if _is_long(field) else text


def _number(text: str) -> int | float:
    bare = re.sub(r"[\s.]|đồng$|đ$", "", text).replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", bare):
        raise ValueError("Hãy nhập một số.")
    return float(bare) if "." in bare else int(bare)


def read_date(text: str) -> str | None:
    """ "12/3/1995", "12.3.1995" and "12031995" alike as an ISO date; a year or a month alone stays shorter."""
    if not text:
        return None
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:2]}/{text[2:4]}/{text[4:]}"
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError("Ngày viết như 12/3/1995 hoặc 12031995.")
    first, second, year = found.groups()
    day, month = (first, second) if second else (None, first)
    parts = [year] + [f"{int(part):02}" for part in (month, day) if part]
    return "-".join(parts)


def _address(street: str, place: str) -> dict[str, str] | None:
    if not street and not place:
        return None
    unit = find_commune(place)
    return {"province_code": unit.province_code, "commune_code": unit.code, "street": street}


def find_commune(place: str) -> Unit:
    """The commune of a typed name ("long chau", "phường Long Châu, Vĩnh Long"). Raises ValueError with the choices."""
    if not place:
        raise ValueError("Ghi tên xã, phường.")
    found = [match for match in reference.find_units(place, limit=8) if match.unit.tier is Tier.COMMUNE]
    exact = [match for match in found if match.path == place]
    if len(exact) == 1:
        return exact[0].unit
    if len(found) == 1:
        return found[0].unit
    if not found:
        raise ValueError("Không có xã, phường nào tên như vậy.")
    raise ValueError("Có nhiều nơi trùng tên; ghi rõ một trong: " + "; ".join(match.path for match in found[:6]) + ".")


def groups_of(
    form: Form, draft: Draft, typed: QueryDict | None, errors: Mapping[str, str], owed: Collection[str]
) -> list[Group]:
    """Every topic that is asked; what was typed and refused stays in its box.

    The first box in error, else the first whose answer is owed (its path in `owed`), has the focus.
    """
    found = []
    waits = True
    for topic in form.topics:
        state = draft.topic_states[topic.code]
        if state is TopicState.HIDDEN:
            continue
        card = f"the-{topic.code}" if person_of(topic) else ""
        names = {name_of(topic, asked.field) for asked in topic.asked} | {f"topic-{topic.code}", card}
        failed = bool(names & set(errors))
        # A topic that does not hold was not saved: all that was typed in it stays, right or wrong.
        kept = typed if failed and typed is not None and f"co-{topic.code}" in typed else None
        boxes = tuple(_box(topic, asked, draft, kept, errors) for asked in topic.asked)
        if waits:
            boxes, waits = _focused(topic, boxes, errors, owed)
        found.append(
            Group(
                code=topic.code,
                title=topic.title,
                hint=errors.get(f"topic-{topic.code}", "") or topic.hint,
                boxes=boxes,
                is_known=topic.repeat is None and not failed and state in (TopicState.KNOWN, TopicState.DONE),
                summary=_summary(topic, draft),
                items=_items(topic, draft),
                repeats=topic.repeat.item if topic.repeat else "",
                takes_list=forms.takes_lists(topic),
                pasted=kept.get(f"ds-{topic.code}", "") if kept is not None else "",
                card=card,
                card_typed=kept.get(card, "") if kept is not None and card else "",
                card_error=errors.get(card, "") if card else "",
            )
        )
    return found


def _focused(
    topic: Topic, boxes: tuple[Box, ...], errors: Mapping[str, str], owed: Collection[str]
) -> tuple[tuple[Box, ...], bool]:
    for number, (asked, box) in enumerate(zip(topic.asked, boxes, strict=True)):
        if box.error or (not errors and asked.field.path in owed):
            return (*boxes[:number], replace(box, focus=True), *boxes[number + 1 :]), False
    return boxes, True


def _hides(field: Field, draft: Draft) -> bool:
    """A person's number that the platform filled in: nobody at the desk has to read it, so its box shows the end of it."""
    return field.is_identifier and field.path in draft.sources


def _told(field: Field, answers: Any) -> str:
    """An answer in a line that stands on the page unasked: of a person's number its end."""
    words = forms.shown(field, _at(answers, field.path))
    return mask(words) if field.is_identifier else words


def _summary(topic: Topic, draft: Draft) -> str:
    shown = (_told(asked.field, draft.answers) for asked in topic.asked)
    return " · ".join(text for text in shown if text)[:160]


def _items(topic: Topic, draft: Draft) -> tuple[tuple[str, str], ...]:
    if topic.repeat is None:
        return ()
    items = _at(draft.answers, topic.repeat.group) or []
    keys = draft.item_keys.get(topic.repeat.group, ())
    lines = []
    for key, item in zip(keys, items, strict=False):
        words = (_told(asked.field, item) for asked in topic.asked)
        lines.append((key, " – ".join(text for text in words if text)[:160]))
    return tuple(lines)


def _box(topic: Topic, asked: Asked, draft: Draft, typed: QueryDict | None, errors: Mapping[str, str]) -> Box:
    field = asked.field
    name = name_of(topic, field)
    error = errors.get(name, "")
    value, second = ("", "") if topic.repeat else _filled(field, _at(draft.answers, field.path))
    value = mask(value) if value and _hides(field, draft) else value
    if typed is not None:
        value = typed.getlist(name) if field.kind is FieldKind.CHOICES else typed.get(name, "")
        second = typed.get(f"{name}-noi", "")
    options = _options(field)
    return Box(
        widget=_widget(field, options),
        name=name,
        label=asked.label,
        hint=asked.hint if field.kind is not FieldKind.DATE else "",
        value=value,
        second=second,
        error=error,
        optional=not field.required,
        inputmode="numeric" if field.kind in _NUMERIC else "",
        width=_width(field),
        source=draft.sources[field.path].source.replace(" của bạn", "") if field.path in draft.sources else "",
        options=options,
    )


def _filled(field: Field, value: Any) -> tuple[Any, str]:
    if value is None:
        return "", ""
    if field.kind is FieldKind.ADDRESS and isinstance(value, Mapping):
        place = ", ".join(str(value[key]) for key in ("commune_name", "province_name") if value.get(key))
        return value.get("street", ""), place
    if field.kind in (FieldKind.DATE, FieldKind.PARTIAL_DATE):
        return "/".join(reversed(str(value).split("-"))), ""
    if field.kind is FieldKind.CHOICES:
        return [str(one) for one in value], ""
    if field.kind is FieldKind.BOOLEAN:
        return "true" if value else "false", ""
    return str(value), ""


def _options(field: Field) -> tuple[Option, ...]:
    if field.kind is FieldKind.BOOLEAN:
        return (Option(value="true", text="Có"), Option(value="false", text="Không"))
    if field.kind is FieldKind.CODE_LIST:
        entries = reference.get_code_list(field.code_list).entries
        return tuple(Option(value=entry.code, text=entry.title) for entry in entries)
    return tuple(Option(value=str(choice.code), text=choice.title) for choice in field.choices)


def _widget(field: Field, options: tuple[Option, ...]) -> str:
    if field.kind is FieldKind.ADDRESS:
        return "address"
    if field.kind is FieldKind.CHOICES:
        return "checkboxes"
    if options:
        return "radios" if len(options) <= FEW else "select"
    return "textarea" if _is_long(field) else "input"


def _is_long(field: Field) -> bool:
    return field.kind is FieldKind.TEXT and (field.max_length or 0) > LONG


def _width(field: Field) -> int:
    if field.kind in (FieldKind.DATE, FieldKind.PARTIAL_DATE, FieldKind.INTEGER, FieldKind.TIME):
        return 10
    if field.kind in (FieldKind.PERSONAL_NUMBER, FieldKind.PHONE, FieldKind.TAX_CODE, FieldKind.VND):
        return 20
    return 0


def _at(answers: Any, path: str) -> Any:
    value = answers
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
