"""One page's typed boxes become values, with every problem of the page at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tinhso.engines.forms.domain import paths, values
from tinhso.engines.forms.domain.conditions import fields_of, holds
from tinhso.engines.forms.domain.validating import (
    LookUp,
    judge_value,
    missing_sentence,
    nothing_looked_up,
    value_problem,
)
from tinhso.engines.forms.types import Asked, Field, Form, Topic


@dataclass(frozen=True)
class PageAnswers:
    """`values` by dotted path (None = left empty), `errors` by dotted path; nothing is kept while there are errors."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]


def box(path: str) -> str:
    """The name and id of a field's box on a page: "child.full_name" → "child-full_name"."""
    return path.replace(".", "-")


def read_page(
    form: Form,
    topic: Topic,
    typed: values.Typed,
    data: Mapping[str, Any],
    *,
    item: Mapping[str, Any] | None = None,
    look_up: LookUp = nothing_looked_up,
) -> PageAnswers:
    """The answers of one page (`item`: of one item of a repeating group, then paths are within the item)."""
    parsed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for asked in topic.asked:
        path = asked.field.path
        try:
            parsed[path] = values.parse(asked.field, box(path), typed)
        except ValueError as wrong:
            errors[path] = str(wrong)
    return judge_page(form, topic, parsed, errors, data, item=item, look_up=look_up)


def judge_page(
    form: Form,
    topic: Topic,
    parsed: Mapping[str, Any],
    errors: Mapping[str, str],
    data: Mapping[str, Any],
    *,
    item: Mapping[str, Any] | None = None,
    look_up: LookUp = nothing_looked_up,
) -> PageAnswers:
    """Values already parsed, judged as the page would: hidden ones dropped, required ones missed, rules between
    fields.
    """
    whole, one = merged(data, item, parsed, in_item=topic.repeat is not None)
    kept: dict[str, Any] = {}
    found: dict[str, str] = {}
    for asked in topic.asked:
        path = asked.field.path
        if not holds(asked.show_when, whole, one):
            kept[path] = None
            continue
        problem = errors.get(path) or _problem(asked, parsed.get(path), whole, one, look_up)
        if problem:
            found[path] = problem
        kept[path] = parsed.get(path)
    if not found and topic.repeat is None:
        found = _broken_checks(form, topic, whole)
    return PageAnswers(kept, found)


def merged(
    data: Mapping[str, Any], item: Mapping[str, Any] | None, parsed: Mapping[str, Any], *, in_item: bool
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The answers as they would be with this page's values: (all, the item)."""
    whole = copied(data)
    target = copied(item or {}) if in_item else whole
    for path, value in parsed.items():
        paths.put(target, path, value)
    return whole, target if in_item else None


def copied(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy whose sections and lists can be changed without touching the original."""
    return {key: _copy(value) for key, value in data.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return copied(value)
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _problem(
    asked: Asked, value: Any, data: Mapping[str, Any], item: Mapping[str, Any] | None, look_up: LookUp
) -> str | None:
    field: Field = asked.field
    if value is None or value in ("", []):
        return missing_sentence(field, asked.label) if field.required else None
    return value_problem(field, value) or judge_value(field, value, data, item) or look_up(field, value)


def _broken_checks(form: Form, topic: Topic, data: Mapping[str, Any]) -> dict[str, str]:
    here = {asked.field.path for asked in topic.asked}
    found = {}
    for check in form.checks:
        looked_at = set(fields_of(check.must))
        if not looked_at & here or any(paths.get(data, path) in (None, "", []) for path in looked_at):
            continue
        if not holds(check.must, data):
            found[check.at if check.at in here else next(iter(sorted(looked_at & here)))] = check.message
    return found
