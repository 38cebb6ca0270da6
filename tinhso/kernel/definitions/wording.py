"""What JSON Schema and YAML find wrong, in the words of whoever writes definitions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema.exceptions import SchemaError, ValidationError, best_match

_TYPES = {
    "object": "một bảng khóa–giá trị",
    "array": "một danh sách",
    "string": "chữ",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "true hoặc false",
    "null": "null",
}
_FORMATS = {"date": "ngày (năm-tháng-ngày)", "regex": "biểu thức chính quy"}

# Rule → the sentence, from the rule's value.
_RULES: Mapping[str, Callable[[Any], str]] = {
    "enum": lambda value: f"phải là một trong: {', '.join(map(_plain, value))}",
    "const": lambda value: f"phải là {_plain(value)}",
    "pattern": lambda value: f"không đúng mẫu {value}",
    "format": lambda value: f"không đúng dạng {_FORMATS.get(value, value)}",
    "minItems": lambda value: f"cần ít nhất {value} mục",
    "maxItems": lambda value: f"có nhiều nhất {value} mục",
    "uniqueItems": lambda _: "có mục lặp lại",
    "contains": lambda _: "thiếu một mục bắt buộc",
    "minLength": lambda value: "không được để trống" if value == 1 else f"cần ít nhất {value} ký tự",
    "maxLength": lambda value: f"dài quá {value} ký tự",
    "minimum": lambda value: f"phải từ {value} trở lên",
    "maximum": lambda value: f"phải từ {value} trở xuống",
    "exclusiveMinimum": lambda value: f"phải lớn hơn {value}",
    "exclusiveMaximum": lambda value: f"phải nhỏ hơn {value}",
    "multipleOf": lambda value: f"phải là bội số của {value}",
    "minProperties": lambda value: f"cần ít nhất {value} khóa",
    "maxProperties": lambda value: f"có nhiều nhất {value} khóa",
    "dependentRequired": lambda value: (
        f"thiếu khóa đi cùng: {'; '.join(f'{k} cần {_listed(v)}' for k, v in value.items())}"
    ),
    "type": lambda value: (
        f"phải là {' hoặc '.join(_TYPES.get(v, v) for v in ([value] if isinstance(value, str) else value))}"
    ),
    "not": lambda _: "có giá trị không được phép",
}

# What PyYAML says, by how it begins.
_SYNTAX = (
    ("mapping values are not allowed", "dấu hai chấm không đúng chỗ (thụt dòng sai, hoặc chữ có dấu hai chấm cần đặt trong nháy)"),
    ("found character '\\t'", "có dấu tab: hãy thụt dòng bằng dấu cách"),
    ("could not find expected ':'", "thiếu dấu hai chấm sau tên khóa"),
    ("expected <block end>", "thụt dòng sai, hoặc thiếu dấu gạch đầu dòng"),
    ("expected ',' or", "thiếu dấu phẩy hoặc dấu đóng ngoặc"),
    ("found unexpected end of stream", "hết tệp khi chưa đóng nháy hoặc ngoặc"),
    ("expected the node content", "thiếu giá trị, hoặc chưa đóng ngoặc"),
    ("expected a single document", "một tệp chỉ có một định nghĩa (bỏ dòng ---)"),
    ("found undefined tag", "không dùng thẻ kiểu (dấu !)"),
    ("found character", "có ký tự phải đặt trong nháy"),
    ("found unknown escape", "dấu gạch chéo ngược trong nháy kép không đúng"),
)  # fmt: skip


def in_words(error: ValidationError | SchemaError) -> Iterator[tuple[str, str]]:
    """(JSON pointer of the value, sentence) of one error of a schema; an unknown key is pointed at itself."""
    at = pointer(error.absolute_path)
    match error.validator:
        case "required":
            yield at, f"thiếu khóa bắt buộc: {_missing(error)}"
        case "additionalProperties" | "unevaluatedProperties":
            yield from ((f"{at}/{_escaped(key)}", f"khóa lạ: {key}") for key in _unknown(error))
        case "propertyNames":
            yield f"{at}/{_escaped(str(error.instance))}", f"tên khóa “{error.instance}” không hợp lệ"
        case "anyOf" | "oneOf":
            yield from _no_alternative(error, at)
        case _:
            # The instance of an error below `propertyNames` is the name itself.
            rule = _RULES.get(str(error.validator))
            yield at, rule(error.validator_value) if rule else f"không đúng quy tắc {error.validator}"


def first_words(error: ValidationError | SchemaError) -> str:
    """The first sentence alone."""
    return next((words for _, words in in_words(error)), f"không đúng quy tắc {error.validator}")


def syntax_in_words(problem: str) -> str:
    """What the YAML reader found, in Vietnamese; its own sentences (already Vietnamese) pass."""
    for beginning, words in _SYNTAX:
        if problem.startswith(beginning):
            return words
    return problem if not problem.isascii() else "sai cú pháp"


def pointer(steps: Any) -> str:
    """The JSON pointer of a path."""
    return "".join(f"/{_escaped(str(step))}" for step in steps)


def _no_alternative(error: ValidationError | SchemaError, at: str) -> Iterator[tuple[str, str]]:
    """Where the value looks like one of the alternatives, what that one lacks; else that none fits."""
    closest = best_match(error.context or ())
    if closest is None:
        yield at, "không đúng dạng nào được phép"
        return
    if closest.validator == "type" and not closest.path:
        kinds: list[Any] = [one.validator_value for one in error.context or () if one.validator == "type"]
        yield at, _RULES["type"]([name for kind in kinds for name in ([kind] if isinstance(kind, str) else kind)])
        return
    yield from in_words(closest)


def _missing(error: ValidationError | SchemaError) -> str:
    # jsonschema yields one error for each missing key and names it only in its message.
    keys: Any = error.validator_value
    return next((key for key in keys if error.message.startswith(repr(key))), error.message)


def _unknown(error: ValidationError | SchemaError) -> list[str]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    instance: Any = error.instance
    return [str(key) for key in instance if key not in known]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _plain(value: object) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _listed(values: Any) -> str:
    return ", ".join(map(str, values))
