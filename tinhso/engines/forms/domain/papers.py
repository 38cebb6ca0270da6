"""Which papers are owed: held in the vault, given, still missing, optional, or not asked for at all."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import jsonschema

from tinhso.engines.forms.domain import paths
from tinhso.engines.forms.domain.conditions import holds, read_condition
from tinhso.engines.forms.types import Form, HeldItem, Paper, PaperFile, PaperRule, PaperSpec, PaperState

_OURS = {"field", "all", "any", "not"}


def papers_of(
    form: Form,
    specs: tuple[PaperSpec, ...],
    data: Mapping[str, Any],
    files: Mapping[str, tuple[PaperFile, ...]],
    *,
    channel: str,
    case: str | None,
) -> tuple[Paper, ...]:
    """The papers asked for with these answers, in the procedure's order; those whose condition is false are left
    out.
    """
    papers = []
    for spec in specs:
        rule = form.paper_rules.get(spec.code, PaperRule(spec.code))
        if not holds(rule.show_when, data) or not is_asked(spec, data, channel=channel, case=case):
            continue
        given = files.get(spec.code, ())
        papers.append(Paper(spec, rule, _state(spec, given), given))
    return tuple(papers)


def _state(spec: PaperSpec, given: tuple[PaperFile, ...]) -> PaperState:
    if spec.held is not None:
        return PaperState.HELD
    if given:
        return PaperState.GIVEN
    return PaperState.OPTIONAL if isinstance(spec.required_when, str) else PaperState.MISSING


def is_asked(spec: PaperSpec, data: Mapping[str, Any], *, channel: str, case: str | None) -> bool:
    """Whether the paper belongs to this application at all."""
    when = spec.required_when
    if not isinstance(when, Mapping) or not when:
        return True
    if set(when) & _OURS:
        return holds(read_condition(when), data)
    if "channel" in when and channel not in _many(when["channel"]):
        return False
    if "case" in when and case not in _many(when["case"]):
        return False
    return all(_answer_fits(data, where, wanted) for where, wanted in when.get("answers", {}).items())


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _answer_fits(data: Mapping[str, Any], where: str, wanted: Mapping[str, Any]) -> bool:
    value = paths.get(data, ".".join(paths.parts_of(where)))
    return value is not None and jsonschema.Draft202012Validator(wanted).is_valid(value)


def specs_of(components: Any) -> tuple[PaperSpec, ...]:
    """Paper specs from the components of a procedure's definition. Our own form is no paper to hand in."""
    return tuple(
        PaperSpec(
            code=raw["code"],
            title=raw["title"],
            note=raw.get("hint", ""),
            originals=raw.get("originals", 0),
            copies=raw.get("copies", 0),
            required_when=raw.get("required_when"),
        )
        for raw in components or ()
        if not raw.get("is_form")
    )


def spec_to_json(spec: PaperSpec) -> dict[str, Any]:
    """A paper spec as the draft row keeps it."""
    held = spec.held
    return {
        "code": spec.code,
        "title": spec.title,
        "note": spec.note,
        "originals": spec.originals,
        "copies": spec.copies,
        "required_when": spec.required_when,
        "held": held
        and {"item_id": str(held.item_id), "title": held.title, "as_of": held.as_of and held.as_of.isoformat()},
    }


def spec_from_json(raw: Mapping[str, Any]) -> PaperSpec:
    """The inverse of `spec_to_json`."""
    held = raw["held"]
    item = held and HeldItem(
        UUID(held["item_id"]), held["title"], date.fromisoformat(held["as_of"]) if held["as_of"] else None
    )
    return PaperSpec(**{**raw, "held": item})
