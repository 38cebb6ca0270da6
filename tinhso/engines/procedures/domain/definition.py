"""A `procedure` definition's body into the public values. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from tinhso.engines.procedures.domain.requirements import at_pointer, most_exact
from tinhso.engines.procedures.types import (
    Component,
    FeeLine,
    FrontDoor,
    Kind,
    OnlineLevel,
    Procedure,
    ResultType,
    Route,
    Situation,
    TermLine,
)  # fmt: skip


def is_operational(body: Mapping[str, Any]) -> bool:
    """Filed and processed with us: a route of ours, a form and a process."""
    return body["route"] != Route.SECTOR_ONLY and bool(body.get("form")) and bool(body.get("process"))


def _source(line: Mapping[str, Any]) -> str:
    basis = line.get("legal_basis")
    if basis:
        return " ".join(filter(None, [basis.get("article"), basis["document"]]))
    return str(line.get("source", ""))


def read_fees(lines: Iterable[Mapping[str, Any]], *, source: str = "") -> tuple[FeeLine, ...]:
    """The `fees` list of a definition or an override."""
    return tuple(
        FeeLine(
            code=line.get("code", "fee"),
            title=line.get("title", "Lệ phí" if line.get("kind", "fee") == "fee" else "Phí"),
            channel=line["channel"],
            case=line.get("case"),
            amount_vnd=line["amount_vnd"],
            per=line.get("per", ""),
            kind=line.get("kind", "fee"),
            quantity_from=line.get("quantity_from", ""),
            source=source or _source(line),
            note=line.get("note", ""),
        )
        for line in lines
    )


def whole_fee(fees: Iterable[FeeLine], *, channel: str, case: str | None) -> int | None:
    """What a dossier costs by this channel: the sum of its kinds of money; None when some depend on a quantity."""
    listed = tuple(fees)
    total = 0
    for code in dict.fromkeys(fee.code for fee in listed):
        line = most_exact([fee for fee in listed if fee.code == code], channel=channel, case=case)
        if line is None:
            continue
        if line.per or line.quantity_from:
            return None
        total += line.amount_vnd
    return total


def fee_for_answers(
    fees: Iterable[FeeLine], *, channel: str, case: str | None, answers: Mapping[str, Any]
) -> int | None:
    """As `whole_fee`, with the quantities that the answers give."""
    counted = []
    for fee in fees:
        quantity = at_pointer(answers, fee.quantity_from) if fee.quantity_from else None
        if isinstance(quantity, int) and not isinstance(quantity, bool) and quantity >= 0:
            counted.append(replace(fee, amount_vnd=fee.amount_vnd * quantity, per="", quantity_from=""))
        else:
            counted.append(fee)
    return whole_fee(counted, channel=channel, case=case)


def read_terms(
    lines: Iterable[Mapping[str, Any]], fees: tuple[FeeLine, ...], *, kind: Kind | None = None, source: str = ""
) -> tuple[TermLine, ...]:
    """The `terms` list of a definition (each line has its kind) or an override (all committed)."""
    return tuple(
        TermLine(
            channel=line["channel"],
            case=line.get("case"),
            value=line["value"],
            unit=line["unit"],
            fee_vnd=whole_fee(fees, channel=line["channel"], case=line.get("case")),
            kind=kind or Kind(line["kind"]),
            same_day=line.get("same_day", False),
            source=source or _source(line),
            note=line.get("note", "") or line.get("legal_basis", {}).get("note", ""),
        )
        for line in lines
    )


def _component(item: Mapping[str, Any]) -> Component:
    return Component(
        code=item["code"],
        title=item["title"],
        hint=item.get("hint", ""),
        originals=item.get("originals", 1),
        copies=item.get("copies", 0),
        shown_only=item.get("shown_only", False),
        required_when=item.get("required_when"),
        result_code=item.get("result_code"),
        available_from=tuple(item.get("available_from", ())),
        template=item.get("template"),
        digital_accepted=item.get("digital_accepted", True),
        is_form=item.get("is_form", False),
    )


def _result(item: Mapping[str, Any]) -> ResultType:
    return ResultType(
        code=item["code"],
        title=item["title"],
        valid_months=item.get("valid_months"),
        outcome=item.get("outcome", "granted"),
        holder=item.get("holder", ""),
        guardians={one["at"]: one["relation"] for one in item.get("guardians", ())},
        data=item.get("data", {}),
        register=item.get("register", ""),
    )


def read_procedure(body: Mapping[str, Any], *, version_id: UUID | None) -> Procedure:
    """The definition alone, without national record and overrides."""
    fees = read_fees(body["fees"])
    receiving = body["receiving"]
    return Procedure(
        version_id=version_id,
        code=body["code"],
        title=body["title"],
        field_code=body["field"]["code"],
        field_title=body["field"]["title"],
        levels=tuple(body["levels"]),
        subjects=tuple(body["subjects"]),
        situations=tuple(
            Situation(code=s["code"], title=s["title"], hint=s.get("hint", "")) for s in body.get("situations", ())
        ),
        case_from=body.get("case_from", ""),
        terms=read_terms(body["terms"], fees),
        fees=fees,
        fees_known=True,
        components=tuple(map(_component, body["components"])),
        results=tuple(map(_result, body["results"])),
        route=Route(body["route"]),
        online_level=OnlineLevel(body["online_level"]),
        front_door=FrontDoor(body.get("front_door", {}).get("mode", "ours")),
        national_url=body.get("front_door", {}).get("url", ""),
        is_operational=is_operational(body),
        intro=body["intro"],
        who=body.get("who", ""),
        minutes=body.get("minutes"),
        steps=tuple(body.get("steps", ())),
        conditions=body.get("conditions", ""),
        aliases=tuple(body.get("aliases", ())),
        related=tuple(body.get("related", ())),
        receiving_places=tuple(receiving["places"]),
        anywhere_in_province=receiving.get("anywhere_in_province", False),
        deciding_tier=receiving["deciding"].get("tier"),
        deciding_agency=receiving["deciding"].get("agency"),
        sector_system=body.get("sector_system", {}),
        supplement=body.get("supplement", {}),
        is_instant="instant" in body,
        certified_copies=body.get("certified_copies", {}),
        legal_basis=tuple(body["legal_basis"]),
        form=body.get("form"),
        process=body.get("process"),
        letters=body.get("letters", {}),
    )
