"""The two form files become one `Form`. Written for correct files: `checking` finds what is wrong with the others."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.engines.forms.domain.conditions import read_condition
from tinhso.engines.forms.domain.publishing import api_schema
from tinhso.engines.forms.types import (
    Asked,
    Check,
    Choice,
    Condition,
    Every,
    Field,
    FieldKind,
    Form,
    PaperRule,
    Repeat,
    Topic,
)  # fmt: skip

IDENTITY_KINDS = (FieldKind.PERSONAL_NUMBER, FieldKind.OLD_ID_NUMBER, FieldKind.PASSPORT_NUMBER)
ADDRESS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "province_code": {"type": "string", "pattern": "^[0-9]{2}$"},
        "commune_code": {"type": "string", "pattern": "^[0-9]{5}$"},
        "street": {"type": "string", "maxLength": 200},
        "province_name": {"type": "string", "maxLength": 100},
        "commune_name": {"type": "string", "maxLength": 100},
    },
    "required": ["province_code", "commune_code"],
    "additionalProperties": False,
}
STRING_FORMATS = frozenset({
    "person_name", "personal_number", "old_id_number", "passport_number", "tax_code", "phone", "email", "date",
    "partial_date", "time",
})  # fmt: skip


def kind_of(schema: Mapping[str, Any]) -> FieldKind | None:
    """Which kind of question a property schema asks; None when it is no question we can ask."""
    form = schema.get("format")
    match schema.get("type"):
        case "string":
            return _string_kind(schema, form)
        case "integer" | "number" as kind:
            return _number_kind(schema, kind, form)
        case "boolean":
            return FieldKind.BOOLEAN
        case "array" if "oneOf" in schema.get("items", {}):
            return FieldKind.CHOICES
        case "object" if form == "address":
            return FieldKind.ADDRESS
        case _:
            return None


def _string_kind(schema: Mapping[str, Any], form: Any) -> FieldKind | None:
    if form is not None:
        return FieldKind(form) if form in STRING_FORMATS else None
    if "oneOf" in schema:
        return FieldKind.CHOICE
    return FieldKind.CODE_LIST if "x-code-list" in schema else FieldKind.TEXT


def _number_kind(schema: Mapping[str, Any], kind: str, form: Any) -> FieldKind | None:
    if form is not None:
        return FieldKind.VND if form == "vnd" and kind == "integer" else None
    if "oneOf" in schema:
        return FieldKind.CHOICE
    return FieldKind.INTEGER if kind == "integer" else FieldKind.NUMBER


def is_group(schema: Mapping[str, Any]) -> bool:
    """Whether a property is a repeating group: an array of objects."""
    items = schema.get("items")
    return schema.get("type") == "array" and isinstance(items, Mapping) and items.get("type") == "object"


def is_section(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object" and "format" not in schema and isinstance(schema.get("properties"), Mapping)


def walk(schema: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Each leaf of an object schema, sections opened: dotted path, its schema, whether it is required.

    Groups are leaves.
    """
    required = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        path = f"{prefix}{name}"
        if is_section(inner):
            yield from walk(inner, f"{path}.")
        else:
            yield path, inner, name in required


def fields_in(schema: Mapping[str, Any]) -> dict[str, Field]:
    """The questions of an object schema by dotted path; groups are not among them."""
    found = {}
    for path, inner, required in walk(schema):
        kind = kind_of(inner)
        if kind is not None and not is_group(inner):
            found[path] = _field(path, kind, inner, required)
    return found


def _field(path: str, kind: FieldKind, schema: Mapping[str, Any], required: bool) -> Field:
    options = schema.get("oneOf") or schema.get("items", {}).get("oneOf", ())
    return Field(
        path=path,
        kind=kind,
        title=schema.get("title", path),
        schema=schema,
        hint=schema.get("description", ""),
        required=required,
        choices=tuple(Choice(option["const"], option.get("title", str(option["const"]))) for option in options),
        code_list=schema.get("x-code-list", ""),
        unit=schema.get("x-unit", ""),
        when=schema.get("x-when", ""),
        prefill=_many(schema.get("x-prefill", ())),
        is_identifier=bool(schema.get("x-identifier")) or kind in IDENTITY_KINDS,
        agrees_with=schema.get("x-agrees-with", {}),
    )


def digest(schema: Mapping[str, Any], ui: Mapping[str, Any]) -> str:
    """SHA-256 over the two files, independent of key order."""
    text = json.dumps([schema, ui], sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def build(schema: Mapping[str, Any], ui: Mapping[str, Any]) -> Form:
    """The compiled form. Raises KeyError, TypeError or ValueError for files that `checking` would refuse."""
    fields = fields_in(schema)
    groups = {path: inner for path, inner, _ in walk(schema) if is_group(inner)}
    topics = tuple(_topic(raw, fields, groups) for raw in ui["topics"])
    return Form(
        sha256=digest(schema, ui),
        topics=topics,
        checks=tuple(Check(read_condition(c["must"]), c["at"], c["message"]) for c in ui.get("checks", ())),
        paper_rules={code: _paper_rule(code, raw) for code, raw in ui.get("papers", {}).items()},
        structure=structure_of(schema),
        api_schema=api_schema(structure_of(schema, keep_titles=True), topics),
        minutes=ui.get("minutes"),
        declaration=ui.get("declaration", ""),
        cosigners=tuple(ui.get("cosigners", ())),
    )


def _topic(raw: Mapping[str, Any], fields: Mapping[str, Field], groups: Mapping[str, Mapping[str, Any]]) -> Topic:
    repeat, known = None, fields
    if "repeat" in raw:
        group = groups[raw["repeat"]["group"]]
        repeat = _repeat(raw["repeat"], group)
        known = fields_in(group["items"])
    helped = raw.get("help", {})
    return Topic(
        code=raw["code"],
        title=raw["title"],
        asked=tuple(_asked(use, known) for use in raw["fields"]),
        section=raw.get("section", ""),
        hint=raw.get("hint", ""),
        help_title=helped.get("title", ""),
        help_text=helped.get("text", ""),
        show_when=_condition(raw),
        repeat=repeat,
        asks_when_prefilled=raw.get("when_prefilled") == "ask",
        prefill_when=_condition(raw, "prefill_when"),
    )


def _repeat(raw: Mapping[str, Any], group: Mapping[str, Any]) -> Repeat:
    item = raw["item"]
    summary = tuple(raw.get("summary", ()))
    return Repeat(raw["group"], item, raw.get("add", f"Thêm {item[:1].lower()}{item[1:]}"), summary,
                  group.get("minItems", 0), group["maxItems"])  # fmt: skip


def _asked(use: str | Mapping[str, Any], known: Mapping[str, Field]) -> Asked:
    if isinstance(use, str):
        use = {"field": use}
    field = known[use["field"]]
    return Asked(
        field=field,
        label=use.get("label", field.title),
        hint=use.get("hint", field.hint),
        show_when=_condition(use),
        widget=use.get("widget", ""),
        width=use.get("width", 0),
    )


def _paper_rule(code: str, raw: Mapping[str, Any]) -> PaperRule:
    accept = tuple(raw.get("accept", ("pdf", "photo")))
    return PaperRule(code, raw.get("hint", ""), raw["max_files"], raw["max_megabytes"], accept, _condition(raw))


def _condition(raw: Mapping[str, Any], key: str = "show_when") -> Condition | None:
    return read_condition(raw[key]) if key in raw else None


def _many(names: Any) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def both(*conditions: Condition | None) -> Condition | None:
    """The condition that all given ones hold; None when none is given."""
    given = tuple(condition for condition in conditions if condition is not None)
    return given[0] if len(given) == 1 else (Every(given) if given else None)


def structure_of(schema: Mapping[str, Any], *, keep_titles: bool = False) -> dict[str, Any]:
    """The schema of values alone: nothing required (conditions decide that), nothing unknown allowed, addresses
    spelled out.
    """
    if schema.get("format") == "address":
        return {**ADDRESS_SCHEMA, **_words(schema, keep_titles)}
    if is_section(schema):
        inner = {name: structure_of(one, keep_titles=keep_titles) for name, one in schema["properties"].items()}
        words = _words(schema, keep_titles)
        return {"type": "object", "properties": inner, "additionalProperties": False, **words}
    if is_group(schema):
        return {**schema, "items": structure_of(schema["items"], keep_titles=keep_titles)}
    return dict(schema)


def _words(schema: Mapping[str, Any], keep: bool) -> dict[str, Any]:
    return {
        key: schema[key] for key in ("title", "description", "x-prefill", "$schema", "$id") if keep and key in schema
    }
