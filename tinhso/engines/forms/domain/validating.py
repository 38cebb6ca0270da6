"""One validator for the web and the API: the structure by JSON Schema, then what is asked, required and agrees."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from tinhso.engines.forms.domain import identifiers, paths, values
from tinhso.engines.forms.domain.conditions import fields_of, holds
from tinhso.engines.forms.types import Asked, Field, FieldKind, Form, Repeat, Topic
from tinhso.kernel.clock import today
from tinhso.kernel.text import clean, clean_lines

Messages = dict[str, list[str]]
# Tells what is wrong with a value that only a register knows (a code list's code, an address); None when nothing is.
LookUp = Callable[[Field, Any], str | None]

NOT_ASKED = "Mục này không phải khai trong trường hợp của bạn."
_FORMATS: Mapping[str, Callable[[str], Any]] = {
    "person_name": values.person_name,
    "personal_number": identifiers.personal_number,
    "old_id_number": identifiers.old_id_number,
    "passport_number": identifiers.passport_number,
    "tax_code": identifiers.tax_code,
    "phone": identifiers.phone,
    "email": identifiers.email,
    "date": identifiers.real_date,
    "time": values.time_of_day,
}


def nothing_looked_up(field: Field, value: Any) -> str | None:
    """A look-up that knows no register: every code passes."""
    return None


def _canonical(name: str, value: str) -> None:
    made = _FORMATS[name](value)
    if name != "date" and made != value:
        raise ValueError(f"Hãy viết dạng chuẩn: {made}.")


def _partial_date(value: str) -> None:
    year, month, day = ([*value.split("-"), "", ""])[:3]
    if values.three_boxes(day, month, year, partial=True) != value:
        raise ValueError("Ngày viết dạng năm, năm-tháng hoặc năm-tháng-ngày.")


def _checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name in _FORMATS:
        checker.checks(name, raises=ValueError)(_reader(partial(_canonical, name)))
    checker.checks("partial_date", raises=ValueError)(_reader(_partial_date))
    return checker


def _reader(read: Callable[[str], None]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if isinstance(value, str):
            read(value)
        return True

    return check


_FORMAT_CHECKER = _checker()


@lru_cache(maxsize=256)
def _validator(form: Form) -> Draft202012Validator:
    return Draft202012Validator(form.structure, format_checker=_FORMAT_CHECKER)


@lru_cache(maxsize=256)
def _quick(form: Form) -> jsonschema_rs.Draft202012Validator:
    formats: dict[str, Callable[..., bool]] = {
        name: partial(_FORMAT_CHECKER.conforms, format=name) for name in _FORMAT_CHECKER.checkers
    }
    return jsonschema_rs.Draft202012Validator(dict(form.structure), formats=formats, validate_formats=True)


def _structure_errors(form: Form, data: Mapping[str, Any]) -> Iterable[ValidationError]:
    """What is wrong by the form's structure. Sound answers are known by the quick validator, which is ten times faster;
    where something is wrong, and why, tells the slow one.
    """
    try:
        if _quick(form).is_valid(data):
            return ()
    except ValueError:
        # Answers hold what JSON cannot: the slow validator has words for it.
        pass
    return _validator(form).iter_errors(data)


def validate(form: Form, data: object, *, look_up: LookUp = nothing_looked_up) -> Messages:
    """Every problem of a whole set of answers, by JSON pointer; empty when it can be submitted."""
    found: Messages = {}
    if not isinstance(data, Mapping):
        return {"": ["Dữ liệu phải là một đối tượng."]}
    for error in _structure_errors(form, data):
        for where, message in _explain(error):
            found.setdefault(where, []).append(message)
    asked = _asked_places(form, data)
    for place in asked:
        _judge(place, data, look_up, found)
    _refuse_unasked(form, data, {place.where for place in asked}, found)
    for check in form.checks:
        if _answered(check.must, data) and not holds(check.must, data):
            found.setdefault(paths.pointer_of(check.at), []).append(check.message)
    return found


class Place:
    """One question as it stands in these answers: on a page or in one item of a group."""

    def __init__(self, asked: Asked, where: str, value: Any, item: Mapping[str, Any] | None, group: str = "") -> None:
        self.asked, self.where, self.value, self.item, self.group = asked, where, value, item, group


def _asked_places(form: Form, data: Mapping[str, Any]) -> list[Place]:
    return [place for topic in form.topics if holds(topic.show_when, data) for place in places_of(topic, data)]


def places_of(topic: Topic, data: Mapping[str, Any]) -> Iterator[Place]:
    """The questions of a shown topic that are asked, with their values; one round for each item of a group."""
    if topic.repeat is None:
        for asked in topic.asked:
            if holds(asked.show_when, data):
                yield Place(asked, paths.pointer_of(asked.field.path), paths.get(data, asked.field.path), None)
        return
    items = paths.get(data, topic.repeat.group)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, Mapping):
            continue
        for asked in topic.asked:
            if holds(asked.show_when, data, item):
                where = paths.pointer([*topic.repeat.group.split("."), index, *asked.field.path.split(".")])
                yield Place(asked, where, paths.get(item, asked.field.path), item, topic.repeat.group)


def _judge(place: Place, data: Mapping[str, Any], look_up: LookUp, found: Messages) -> None:
    field, value = place.asked.field, place.value
    if value is None or value in ("", []):
        if field.required:
            found.setdefault(place.where, []).append(missing_sentence(field, place.asked.label))
        return
    if any(key == place.where or key.startswith(place.where + "/") for key in found):
        return
    problem = judge_value(field, value, data, place.item) or look_up(field, value)
    if problem:
        found.setdefault(place.where, []).append(problem)


def judge_value(field: Field, value: Any, data: Mapping[str, Any], item: Mapping[str, Any] | None = None) -> str | None:
    """What is wrong with a value beside its own structure: text not clean, past or future, against birth date and
    sex.
    """
    if field.kind is FieldKind.TEXT and isinstance(value, str) and value not in (clean(value), clean_lines(value)):
        return "Văn bản có dấu cách thừa hoặc ký tự ẩn; hãy gửi dạng Unicode NFC."
    if field.when and isinstance(value, str):
        now = today().isoformat()[: len(value)]
        if field.when == "past" and value > now:
            return "Ngày này phải là hôm nay hoặc trong quá khứ."
        if field.when == "future" and value < now:
            return "Ngày này phải là hôm nay hoặc trong tương lai."
    if field.kind is FieldKind.PERSONAL_NUMBER and field.agrees_with and isinstance(value, str):
        born, sex = (_agreeing(field, key, data, item) for key in ("born_on", "sex"))
        return identifiers.agrees(value, born=born, sex_code=sex)
    return None


def _agreeing(field: Field, key: str, data: Mapping[str, Any], item: Mapping[str, Any] | None) -> str | None:
    path = field.agrees_with.get(key)
    if not path:
        return None
    value = paths.get(item or {}, path[1:]) if path.startswith(".") else paths.get(data, path)
    return value if isinstance(value, str) else None


def missing_sentence(field: Field, label: str) -> str:
    """What to say when a required question has no answer."""
    if field.kind in (FieldKind.BOOLEAN, FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.CODE_LIST):
        return f"Hãy chọn: {label}"
    if field.kind is FieldKind.ADDRESS:
        return f"Hãy chọn tỉnh, xã và ghi số nhà, đường hoặc thôn: {label}"
    return f"Hãy nhập: {label}"


def value_problem(field: Field, value: Any) -> str | None:
    """The first problem of one value against its own schema; None when it fits. The web page asks this while saving."""
    schema = _field_schema(field)
    for error in jsonschema.Draft202012Validator(schema, format_checker=_FORMAT_CHECKER).iter_errors(value):
        return next(_explain(error))[1]
    return None


def _field_schema(field: Field) -> Mapping[str, Any]:
    from_address = field.schema.get("format") == "address"
    return _ADDRESS if from_address else field.schema


_ADDRESS: Mapping[str, Any] = {"type": "object", "required": ["province_code", "commune_code"]}


def _refuse_unasked(form: Form, data: Mapping[str, Any], asked: set[str], found: Messages) -> None:
    for topic in form.topics:
        shown = holds(topic.show_when, data)
        if topic.repeat is not None:
            items = paths.get(data, topic.repeat.group)
            where = paths.pointer_of(topic.repeat.group)
            if not shown and items:
                found.setdefault(where, []).append(NOT_ASKED)
            elif shown:
                _count_items(topic, items, where, found)
                _refuse_in_items(topic, items, asked, found)
            continue
        for one in topic.asked:
            where = paths.pointer_of(one.field.path)
            if where not in asked and paths.get(data, one.field.path) is not None:
                found.setdefault(where, []).append(NOT_ASKED)


def too_few(repeat: Repeat) -> str:
    """How many of what a group wants at least."""
    return f"Hãy thêm ít nhất {repeat.minimum} {repeat.item[:1].lower()}{repeat.item[1:]}."


def _count_items(topic: Topic, items: Any, where: str, found: Messages) -> None:
    repeat = topic.repeat
    assert repeat is not None
    if repeat.minimum and not items and where not in found:
        found[where] = [too_few(repeat)]


def _refuse_in_items(topic: Topic, items: Any, asked: set[str], found: Messages) -> None:
    assert topic.repeat is not None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        for one in topic.asked:
            where = paths.pointer([*topic.repeat.group.split("."), index, *one.field.path.split(".")])
            if isinstance(item, Mapping) and where not in asked and paths.get(item, one.field.path) is not None:
                found.setdefault(where, []).append(NOT_ASKED)


def _answered(condition: Any, data: Mapping[str, Any]) -> bool:
    return all(paths.get(data, path) not in (None, "", []) for path in fields_of(condition))


def prune(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that are asked, in the form's order; hidden and empty ones left out."""
    kept: dict[str, Any] = {}
    for topic in form.topics:
        if not holds(topic.show_when, data):
            continue
        if topic.repeat is None:
            for place in places_of(topic, data):
                if place.value not in (None, "", []):
                    paths.put(kept, place.asked.field.path, place.value)
        else:
            items = paths.get(data, topic.repeat.group)
            pruned = [_prune_item(topic, data, item) for item in (items if isinstance(items, list) else ())]
            if pruned:
                paths.put(kept, topic.repeat.group, pruned)
    return kept


def _prune_item(topic: Topic, data: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for asked in topic.asked:
        value = paths.get(item, asked.field.path)
        if value not in (None, "", []) and holds(asked.show_when, data, item):
            paths.put(kept, asked.field.path, value)
    return kept


def _explain(error: ValidationError) -> Iterator[tuple[str, str]]:
    where = paths.pointer(error.absolute_path)
    if error.validator == "additionalProperties":
        known = _schema_of(error).get("properties", {})
        for name in _instance_of(error):
            if name not in known:
                yield where + paths.pointer([name]), "Không có mục này trong biểu mẫu."
        return
    sentence = _SENTENCES.get(str(error.validator))
    yield where, sentence(error) if sentence else "Giá trị này không hợp lệ."


def _schema_of(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _instance_of(error: ValidationError) -> Any:
    return error.instance


def _type_sentence(error: ValidationError) -> str:
    return f"Sai kiểu dữ liệu: cần {_TYPES.get(str(error.validator_value), str(error.validator_value))}."


def _gap_sentence(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    missing = [_GAPS.get(name, name) for name in wanted if name not in _instance_of(error)]
    return "Còn thiếu " + " và ".join(missing) + "."


def _limit_sentence(words: str) -> Callable[[ValidationError], str]:
    return lambda error: words.format(_number(error.validator_value))


def _choose(error: ValidationError) -> str:
    return "Hãy chọn một trong các câu trả lời."


_SENTENCES: Mapping[str, Callable[[ValidationError], str]] = {
    "required": _gap_sentence,
    "format": lambda error: str(error.cause) if error.cause else "Chưa đúng dạng.",
    "type": _type_sentence,
    "oneOf": _choose,
    "enum": _choose,
    "const": _choose,
    "maxLength": lambda error: (
        f"Dài quá: nhiều nhất {error.validator_value} ký tự, đang có {len(_instance_of(error))}."
    ),
    "minLength": _limit_sentence("Ngắn quá: ít nhất {} ký tự."),
    "minimum": _limit_sentence("Số nhỏ quá: ít nhất là {}."),
    "exclusiveMinimum": _limit_sentence("Số nhỏ quá: phải lớn hơn {}."),
    "maximum": _limit_sentence("Số lớn quá: nhiều nhất là {}."),
    "exclusiveMaximum": _limit_sentence("Số lớn quá: phải nhỏ hơn {}."),
    "minItems": _limit_sentence("Cần ít nhất {} mục."),
    "maxItems": _limit_sentence("Nhiều nhất {} mục."),
    "uniqueItems": _limit_sentence("Có mục bị lặp lại."),
    "pattern": lambda error: str(_schema_of(error).get("x-pattern-message", "Chưa đúng dạng.")),
}


def _number(limit: Any) -> str:
    return values.shown_number(limit) if isinstance(limit, int | float) else str(limit)


_TYPES = {
    "string": "chữ",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "true hoặc false",
    "array": "danh sách",
    "object": "đối tượng",
}
_GAPS = {"province_code": "tỉnh, thành phố", "commune_code": "xã, phường"}
