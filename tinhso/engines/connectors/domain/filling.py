"""From answers of a form to the partner's record, and from parameters to the body of a call."""

import html
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tinhso.engines.connectors.types import Operation, Record, RecordField, Value
from tinhso.kernel.text import clean

_PARAMETER = re.compile(r"\{([a-z_]+)\}")
_WHOLE = re.compile(r"^\{([a-z_]+)\}$")


def fill(record: Record, values: Mapping[str, Value]) -> tuple[dict[str, str], dict[str, str]]:
    """The record by the partner's names, and what does not fit: its field → why, in words for the officer."""
    filled: dict[str, str] = dict(record.constants)
    wrong: dict[str, str] = {}
    for field in record.fields:
        value = values.get(field.name)
        text, problem = ("", "") if value is None else _as_taken(field, value)
        if not problem and field.is_required and not text:
            problem = "bên nhận bắt buộc có mà tờ khai để trống"
        if problem:
            wrong[field.name] = problem
        filled[field.name] = text
    return filled, wrong


def _as_taken(field: RecordField, value: Value) -> tuple[str, str]:
    """The text as the partner takes it, or why it cannot be taken."""
    raw = clean(str(value.raw)) if isinstance(value.raw, str | int | float) else ""
    if field.kind == "date":
        return _date(raw, field.like) if raw else ("", "")
    if field.kind == "code":
        if not raw or raw in field.codes:
            return field.codes.get(raw, ""), ""
        return "", f"bên nhận chưa có mã cho giá trị “{raw[:40]}”"
    text = raw if field.kind == "raw" else clean(value.words or raw)
    if len(text) > field.longest:
        return "", f"dài {len(text)} ký tự, bên nhận chỉ lấy {field.longest}"
    return text, ""


def _date(raw: str, like: str) -> tuple[str, str]:
    try:
        return date.fromisoformat(raw).strftime(like), ""
    except ValueError:
        return "", "không phải một ngày"


def as_xml(root: str, fields: Mapping[str, str]) -> str:
    """A flat XML record; names are the definition's, values are escaped."""
    inner = "".join(f"<{name}>{html.escape(value)}</{name}>" for name, value in fields.items())
    return f"<{root}>{inner}</{root}>"


def body(operation: Operation, parameters: Mapping[str, Any]) -> Any:
    """The body with its parameters in place."""
    return _replaced(operation.body, parameters)


def _replaced(part: Any, parameters: Mapping[str, Any]) -> Any:
    if isinstance(part, Mapping):
        return {name: _replaced(value, parameters) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_replaced(value, parameters) for value in part]
    if not isinstance(part, str):
        return part
    whole = _WHOLE.match(part)
    return parameters.get(whole[1], "") if whole else text(part, parameters)


def text(part: str, parameters: Mapping[str, Any]) -> str:
    """A line with its parameters in place."""
    return _PARAMETER.sub(lambda found: str(parameters.get(found[1], "")), part)


def named(operation: Operation) -> frozenset[str]:
    """Every parameter that the operation mentions."""
    lines = [operation.path, *operation.query.values()]

    def walk(part: Any) -> None:
        if isinstance(part, Mapping):
            for value in part.values():
                walk(value)
        elif isinstance(part, list | tuple):
            for value in part:
                walk(value)
        elif isinstance(part, str):
            lines.append(part)

    walk(operation.body)
    return frozenset(name for line in lines for name in _PARAMETER.findall(line))
