"""The JSON Schema that the API publishes: the structure plus what is required, and when."""

from collections.abc import Mapping
from typing import Any

from tinhso.engines.forms.domain.conditions import as_schema, at_path
from tinhso.engines.forms.types import Condition, Every, Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def api_schema(structure: Mapping[str, Any], topics: tuple[Topic, ...]) -> dict[str, Any]:
    """`required` and `if/then/else` from the topics' conditions; a condition JSON Schema cannot say is left to
    the server.
    """
    root: dict[str, Any] = {"$schema": DIALECT, **structure}
    rules: list[dict[str, Any]] = []
    for topic in topics:
        if topic.repeat is not None:
            _publish_group(root, rules, topic)
            continue
        for asked in topic.asked:
            _publish(rules, asked.field.path, asked.field.required, (topic.show_when, asked.show_when))
    if rules:
        root["allOf"] = rules
    return root


def _publish_group(root: dict[str, Any], rules: list[dict[str, Any]], topic: Topic) -> None:
    repeat = topic.repeat
    assert repeat is not None
    item_rules: list[dict[str, Any]] = []
    for asked in topic.asked:
        _publish(item_rules, asked.field.path, asked.field.required, (asked.show_when,))
    _publish(rules, repeat.group, repeat.minimum > 0, (topic.show_when,))
    if item_rules:
        rules.append(at_path(repeat.group, {"items": {"allOf": item_rules}}, must_exist=False))


def _publish(rules: list[dict[str, Any]], path: str, required: bool, conditions: tuple[Condition | None, ...]) -> None:
    given = tuple(condition for condition in conditions if condition is not None)
    if not given:
        if required:
            rules.append(_required(path))
        return
    shown = as_schema(Every(given))
    if shown is None:
        return
    rule: dict[str, Any] = {"if": shown, "else": at_path(path, False, must_exist=False)}
    if required:
        rule["then"] = _required(path)
    rules.append(rule)


def _required(path: str) -> dict[str, Any]:
    return at_path(path, True)
