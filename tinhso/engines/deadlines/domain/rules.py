"""A counting rule and its JSON: from a definition, and as stored once by its digest."""

import hashlib
import json
from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from tinhso.engines.deadlines.types import CountingRule, CountsFrom, DueMoment, Term, TermUnit


def rule_from(body: Mapping[str, Any], version_id: UUID | None = None) -> CountingRule:
    """The rule of a definition's body, or of `body_of`. Raises ValueError for what cannot be."""
    return CountingRule(
        code=body["code"],
        title=body["title"],
        basis=body.get("words", ""),
        cut_off=time.fromisoformat(body["cut_off"]),
        counts_from=CountsFrom(body["counts_from"]),
        due_moment=DueMoment(body["due_moment"]),
        handover_grace_minutes=body["handover_grace_minutes"],
        intake_answers={channel: term_from(term) for channel, term in body["intake_answers"].items()},
        returns={method: term_from(term) for method, term in body.get("returns", {}).items()},
        max_reappointments=body["max_reappointments"],
        reappoint_notice_days=body["reappoint_notice_days"],
        version_id=version_id,
    )


def body_of(rule: CountingRule) -> dict[str, Any]:
    """The rule as JSON; `rule_from` of it gives an equal rule."""
    return {
        "code": rule.code,
        "title": rule.title,
        "words": rule.basis,
        "cut_off": rule.cut_off.isoformat("minutes"),
        "counts_from": rule.counts_from.value,
        "due_moment": rule.due_moment.value,
        "handover_grace_minutes": rule.handover_grace_minutes,
        "intake_answers": {channel: _term_body(term) for channel, term in sorted(rule.intake_answers.items())},
        "returns": {method: _term_body(term) for method, term in sorted(rule.returns.items())},
        "max_reappointments": rule.max_reappointments,
        "reappoint_notice_days": rule.reappoint_notice_days,
    }


def digest_of(body: Mapping[str, Any]) -> str:
    """What a stored rule is found by."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def term_from(body: Mapping[str, Any]) -> Term:
    """A term from `{value, unit, same_day?}`. Raises ValueError."""
    return Term(body["value"], TermUnit(body["unit"]), body.get("same_day", False))


def _term_body(term: Term) -> dict[str, Any]:
    return {"value": term.value, "unit": term.unit.value, "same_day": term.same_day}


def term_text(term: Term | None) -> str:
    """A term as a row keeps it: "15 working_days", "1 working_days same_day", empty for none."""
    if term is None:
        return ""
    return f"{term.value} {term.unit.value}{' same_day' if term.same_day else ''}"


def term_of_text(text: str) -> Term | None:
    """The term that `term_text` wrote."""
    if not text:
        return None
    value, unit, *rest = text.split()
    return Term(int(value), TermUnit(unit), bool(rest))
