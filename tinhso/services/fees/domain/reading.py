"""A `fee_rule` body into the public values, and what is wrong with one beyond its schema. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from tinhso.services.fees.domain.assessing import assess
from tinhso.services.fees.domain.tables import overlapping
from tinhso.services.fees.types import (
    Advance,
    DecisionTable,
    Exemption,
    FeeKind,
    FeeLine,
    FeeRule,
    Hit,
    Rate,
    Stage,
    TableRow,
    Waits,
    WhenUnpaid,
)

Finding = tuple[str, str]
# What waits for a line that does not say so itself.
_WAITS = {Stage.FILING: Waits.ACCEPTANCE, Stage.ACCEPTANCE: Waits.RETURN, Stage.RETURN: Waits.RETURN}


def source_of(basis: Mapping[str, Any]) -> str:
    """ "Điều 4 Thông tư 226/2016/TT-BTC"."""
    return " ".join(filter(None, [basis.get("article"), basis.get("document")]))


def read_rule(body: Mapping[str, Any], *, version_id: UUID) -> FeeRule:
    """The rule of a body that fits its schema."""
    advance = body.get("advance")
    return FeeRule(
        version_id=version_id,
        procedure_code=body["code"],
        lines=tuple(map(_line, body["lines"])),
        exemptions=tuple(map(_exemption, body.get("exemptions", ()))),
        advance=None
        if advance is None
        else Advance(
            days=advance["days"],
            remind_days_before=tuple(advance.get("remind_days_before", ())),
            then=WhenUnpaid(advance["then"]),
        ),
        sources=tuple(source_of(one) for one in body["legal_basis"]),
        note=body.get("note", ""),
    )


def _line(item: Mapping[str, Any]) -> FeeLine:
    stage = Stage(item.get("stage", "acceptance"))
    quantity = item.get("quantity", {})
    return FeeLine(
        code=item["code"],
        title=item["title"],
        title_en=item["title_en"],
        kind=FeeKind(item["kind"]),
        stage=stage,
        waits=Waits(item["waits"]) if "waits" in item else _WAITS[stage],
        rates=tuple(
            Rate(channel=one["channel"], case=one.get("case"), vnd=one["vnd"]) for one in item.get("amounts", ())
        ),
        table=_table(item["table"]) if "table" in item else None,
        quantity_from=quantity.get("from", ""),
        per=quantity.get("per", ""),
        per_en=quantity.get("per_en", ""),
        refunded_when=frozenset(item.get("refunded_when", ())),
        source=source_of(item["legal_basis"]) if "legal_basis" in item else "",
        national_code=item.get("national_code", ""),
    )


def _table(item: Mapping[str, Any]) -> DecisionTable:
    rows = tuple(
        TableRow(
            when=row.get("when", {}),
            vnd=row.get("vnd", 0),
            per_vnd=row.get("per_vnd", 0),
            of=row.get("of", ""),
            above=row.get("above", 0),
            most_vnd=row.get("most_vnd"),
        )
        for row in item["rules"]
    )
    return DecisionTable(
        hit=Hit(item["hit"]), rows=rows, inputs=item["inputs"], each=item.get("each", ""), times=item.get("times", "")
    )


def _exemption(item: Mapping[str, Any]) -> Exemption:
    return Exemption(
        code=item["code"],
        title=item["title"],
        title_en=item["title_en"],
        percent=item["percent"],
        evidence=item["evidence"],
        evidence_en=item["evidence_en"],
        source=source_of(item["legal_basis"]),
        lines=frozenset(item.get("lines", ())),
    )


def problems(
    body: Mapping[str, Any], *, situations: frozenset[str] | None, asks: Callable[[str], bool] | None
) -> Iterator[Finding]:
    """What is wrong with a rule. `situations` and `asks` (is there such an answer) where the procedure's form is known."""
    rule = read_rule(body, version_id=UUID(int=0))
    codes = [line.code for line in rule.lines]
    for index, line in enumerate(rule.lines):
        at = f"/lines/{index}"
        if line.code in codes[:index]:
            yield f"{at}/code", f"Khoản “{line.code}” đã có ở trên."
        yield from _wrong_line(line, at, situations, asks)
    for index, exemption in enumerate(rule.exemptions):
        if exemption.lines - set(codes):
            yield f"/exemptions/{index}/lines", "Khoản được miễn, giảm không có trong lines."
        if exemption.code in [one.code for one in rule.exemptions[:index]]:
            yield f"/exemptions/{index}/code", f"Diện “{exemption.code}” đã có ở trên."
    has_advance = any(line.stage is Stage.FILING for line in rule.lines)
    if has_advance and rule.advance is None:
        yield (
            "/lines",
            "Có khoản nộp khi nộp hồ sơ (filing): phải có advance nói thời hạn nộp và điều xảy ra khi quá hạn.",
        )
    if rule.advance is not None and not has_advance:
        yield "/advance", "Không có khoản nào nộp khi nộp hồ sơ (filing)."
    yield from _wrong_examples(rule, body)


def _wrong_line(
    line: FeeLine, at: str, situations: frozenset[str] | None, asks: Callable[[str], bool] | None
) -> Iterator[Finding]:
    keys = [(rate.channel, rate.case) for rate in line.rates]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield f"{at}/amounts/{number}", "Mức của hình thức và trường hợp này đã có ở trên."
        if key[1] is not None and situations is not None and key[1] not in situations:
            yield f"{at}/amounts/{number}/case", f"Thủ tục không có trường hợp “{key[1]}”."
    if line.stage is Stage.SUPPLEMENT:
        yield f"{at}/stage", "Khoản thu bổ sung do cán bộ lập, không đặt sẵn trong quy tắc."
    if line.stage is Stage.FILING and line.waits is Waits.RETURN:
        yield f"{at}/waits", "Khoản nộp trước phải chặn tiếp nhận hoặc không chặn gì."
    if line.quantity_from and asks is not None and not asks(line.quantity_from):
        yield f"{at}/quantity/from", f"Tờ khai không có mục “{line.quantity_from}”."
    if line.table is not None:
        yield from _wrong_table(line.table, f"{at}/table", asks)


def _wrong_table(table: DecisionTable, at: str, asks: Callable[[str], bool] | None) -> Iterator[Finding]:
    known = {*table.inputs, "channel", "case"}
    if table.times and table.times not in table.inputs:
        yield f"{at}/times", f"Không có đầu vào “{table.times}”."
    for number, row in enumerate(table.rows):
        for name in sorted({*row.when, *filter(None, [row.of])} - known):
            yield f"{at}/rules/{number}", f"Không có đầu vào “{name}”."
        if row.per_vnd and not row.of:
            yield f"{at}/rules/{number}", "Có per_vnd thì phải nói nhân với đầu vào nào (of)."
    for first, second in overlapping(table):
        yield (
            f"{at}/rules/{second}",
            f"Dòng này và dòng {first + 1} cùng khớp được, trong khi bảng chỉ cho một dòng (unique).",
        )
    if asks is not None:
        for name, pointer in table.inputs.items():
            if not asks(f"{table.each}/0{pointer}" if table.each else pointer):
                yield f"{at}/inputs/{name}", f"Tờ khai không có mục “{table.each}{pointer}”."


def _wrong_examples(rule: FeeRule, body: Mapping[str, Any]) -> Iterator[Finding]:
    for number, example in enumerate(body.get("examples", ())):
        found = assess(
            rule,
            channel=example["channel"],
            case=example.get("case"),
            answers=example.get("answers", {}),
            exemption=example.get("exemption", ""),
        )
        actual = {one.line.code: one.amount_vnd for one in found.lines}
        if found.unknown or actual != dict(example["expect"]):
            yield f"/examples/{number}/expect", f"Mong đợi {dict(example['expect'])}, tính được {actual}."
