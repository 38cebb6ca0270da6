"""Puts the province's overrides and the national record beside a definition. The statutory value is never erased."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tinhso.engines.procedures.domain.definition import read_fees, read_terms, whole_fee
from tinhso.engines.procedures.types import (
    Component,
    Contradiction,
    FeeLine,
    Kind,
    OnlineLevel,
    Procedure,
    ResultType,
    TermLine,
)  # fmt: skip
from tinhso.kernel.text import fold


@dataclass(frozen=True)
class Override:
    """One entry of a `procedure_overrides` definition, with the decision it stands on."""

    decision: str
    entry: Mapping[str, Any]

    def covers(self, code: str, field_code: str) -> bool:
        """Whether this entry speaks of the procedure."""
        entry = self.entry
        return bool(entry.get("all")) or entry.get("field") == field_code or code in entry.get("procedures", ())


def field_code_of(title: str) -> str:
    """A field's code from its title: "Hộ tịch" → "ho-tich"."""
    return "-".join("".join(c if c.isalnum() else " " for c in fold(title)).split())


def apply_overrides(procedure: Procedure, overrides: Iterable[Override]) -> Procedure:
    """The procedure with the overrides that cover it, earlier ones first: a later one wins per value."""
    for override in overrides:
        if override.covers(procedure.code, procedure.field_code):
            procedure = _apply(procedure, override)
    return procedure


def _apply(procedure: Procedure, override: Override) -> Procedure:
    entry = override.entry
    fees = procedure.fees
    if "fees" in entry:
        fees = _replace_fees(fees, read_fees(entry["fees"], source=override.decision))
    committed = read_terms(entry.get("terms", ()), fees, kind=Kind.COMMITTED, source=override.decision)
    keys = {(line.channel, line.case) for line in committed}
    kept = tuple(t for t in procedure.terms if t.kind is Kind.STATUTORY or (t.channel, t.case) not in keys)
    terms = tuple(_with_fee(term, fees, "fees" in entry) for term in kept + committed)
    level = entry.get("online_level")
    return replace(
        procedure,
        fees=fees,
        fees_known=procedure.fees_known or "fees" in entry,
        terms=terms,
        online_level=OnlineLevel(level) if level else procedure.online_level,
        online_payment=entry.get("online_payment", procedure.online_payment),
        by_post=entry.get("by_post", procedure.by_post),
        paper_not_accepted=entry.get("paper_not_accepted", procedure.paper_not_accepted),
        decisions=tuple(dict.fromkeys((*procedure.decisions, override.decision))),
    )


def _replace_fees(old: tuple[FeeLine, ...], new: tuple[FeeLine, ...]) -> tuple[FeeLine, ...]:
    codes = {line.code for line in new}
    return tuple(line for line in old if line.code not in codes) + new


def _with_fee(term: TermLine, fees: tuple[FeeLine, ...], changed: bool) -> TermLine:
    return replace(term, fee_vnd=whole_fee(fees, channel=term.channel, case=term.case)) if changed else term


def from_record(parsed: Mapping[str, Any], *, raw: Mapping[str, str], in_use: bool) -> Procedure:
    """A procedure that is known from its national record only: shown, never filed."""
    field_title = parsed["field"] or ""
    lines = parsed["terms"]
    return Procedure(
        version_id=None,
        code=parsed["code"],
        title=parsed["name"],
        field_code=field_code_of(field_title),
        field_title=field_title,
        levels=tuple(parsed["levels"]),
        subjects=tuple(parsed["subjects"]),
        situations=(),
        terms=tuple(_record_term(line) for line in lines),
        fees=(),
        components=tuple(_record_component(index, item) for index, item in enumerate(parsed["components"])),
        results=tuple(ResultType(code=item["code"], title=item["title"]) for item in parsed["results"]),
        route=None,
        online_level=None,
        is_operational=False,
        in_use=in_use,
        conditions=parsed["conditions"] or "",
        steps=(parsed["steps"],) if parsed["steps"] else (),
        aliases=tuple(parsed["keywords"]),
        legal_basis=record_legal_basis(parsed),
        contradictions=record_contradictions(parsed),
        agencies=tuple(parsed["agencies"]),
        raw=raw,
    )


def _record_term(line: Mapping[str, Any]) -> TermLine:
    value = line["value"]
    return TermLine(
        channel=line["channel"],
        case=line["case"],
        value=value if isinstance(value, int) else None,
        unit=line["unit"],
        fee_vnd=line["fee"],
        kind=Kind.STATUTORY,
        source="national_record",
        note=" ".join(text for text in (line["fee_note"], line["description"]) if text and text != line["case"]),
        fee_text=line["fee_text"] or "",
    )


def _record_component(index: int, item: Mapping[str, Any]) -> Component:
    return Component(
        code=f"paper_{index + 1}",
        title=item["title"],
        originals=item["originals"],
        copies=item["copies"],
        case=item["case"],
        template=item["templates"][0] if item["templates"] else None,
    )


def record_legal_basis(parsed: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    """The record's acts in the shape of the envelope's `legal_basis`."""
    return tuple({"document": act["number"] or act["title"], "note": act["title"]} for act in parsed["legal_basis"])


def record_contradictions(parsed: Mapping[str, Any]) -> tuple[Contradiction, ...]:
    """What the importer reported about the record."""
    return tuple(Contradiction(**item) for item in parsed["contradictions"])


def beside_record(
    procedure: Procedure, parsed: Mapping[str, Any], *, raw: Mapping[str, str], in_use: bool
) -> Procedure:
    """A definition with what only the national record holds: its raw text, further acts, reported contradictions."""
    known = {act["document"] for act in procedure.legal_basis}
    further = tuple(act for act in record_legal_basis(parsed) if act["document"] not in known)
    return replace(
        procedure,
        in_use=in_use,
        legal_basis=procedure.legal_basis + further,
        contradictions=record_contradictions(parsed),
        agencies=tuple(parsed["agencies"]),
        raw=raw,
    )
