"""What must hold in a `procedure`, an override and a chooser beyond their schema. Yields (JSON pointer, sentence)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from tinhso.engines.procedures.domain.definition import fee_for_answers, read_procedure
from tinhso.engines.procedures.domain.requirements import holds, most_exact
from tinhso.engines.procedures.types import Kind, Procedure, Route
from tinhso.kernel.definitions.wording import first_words

Finding = tuple[str, str]
LONGEST_WAY = 5


def check_procedure_body(body: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything wrong in a procedure's own file and its cases (form and process are checked by their engines)."""
    if body["route"] != Route.OURS and "sector_system" not in body:
        yield "/route", "Tuyến này cần sector_system: tên hệ thống của ngành."
    yield from _sheet(body)
    yield from _sources(body)
    yield from _codes(body)
    yield from _committed(read_procedure(body, version_id=None))
    yield from _conditions(body)
    yield from _instant(body)
    for index, case in enumerate(body.get("cases", ())):
        yield from run_case(read_procedure(body, version_id=None), case, f"/cases/{index}")


def _sheet(body: Mapping[str, Any]) -> Iterator[Finding]:
    """What officers copy into a sector system is asked for in the form, by one box each."""
    schema = (body.get("form") or {}).get("schema", {})
    for index, line in enumerate(body.get("sector_system", {}).get("sheet", ())):
        place: Any = schema
        for step in line["from"].split("."):
            place = place.get("properties", {}).get(step) if isinstance(place, Mapping) else None
        if place is None:
            yield f"/sector_system/sheet/{index}/from", f"Tờ khai không có mục “{line['from']}”."


def _sources(body: Mapping[str, Any]) -> Iterator[Finding]:
    for part in ("terms", "fees"):
        for index, line in enumerate(body[part]):
            if "source" not in line and "legal_basis" not in line:
                yield f"/{part}/{index}", "Phải ghi căn cứ: source: national_record hoặc legal_basis riêng."


def _codes(body: Mapping[str, Any]) -> Iterator[Finding]:
    situations = {item["code"] for item in body.get("situations", ())}
    for part in ("terms", "fees"):
        for index, line in enumerate(body[part]):
            if "case" in line and line["case"] not in situations:
                yield f"/{part}/{index}/case", f"Không có trường hợp “{line['case']}” trong situations."
    for part, key in (("components", "code"), ("situations", "code")):
        yield from _twice(f"/{part}", [item[key] for item in body.get(part, ())])
    yield from _twice("/terms", [(t["kind"], t["channel"], t.get("case")) for t in body["terms"]])
    yield from _twice("/fees", [(f.get("code", "fee"), f["channel"], f.get("case")) for f in body["fees"]])


def _instant(body: Mapping[str, Any]) -> Iterator[Finding]:
    """Without an appointment slip nobody may be told a later day than today: the counter's term is "trong ngày"."""
    if "instant" in body and not any(
        term.get("same_day") and term["channel"] in ("counter", "any") for term in body["terms"]
    ):
        yield "/instant", "Thủ tục trả kết quả ngay phải có thời hạn same_day cho quầy (counter)."


def _twice(pointer: str, keys: list[Any]) -> Iterator[Finding]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield f"{pointer}/{index}", "Dòng này đã có ở trên."


def _committed(procedure: Procedure) -> Iterator[Finding]:
    statutory = [term for term in procedure.terms if term.kind is Kind.STATUTORY]
    for index, term in enumerate(procedure.terms):
        if term.kind is not Kind.COMMITTED:
            continue
        law = most_exact(statutory, channel=None if term.channel == "any" else term.channel, case=term.case)
        if law is None:
            yield f"/terms/{index}", "Thời hạn cam kết không có thời hạn theo luật để so sánh."
        elif law.unit == term.unit and (term.value or 0) > (law.value or 0):
            yield f"/terms/{index}/value", "Thời hạn cam kết dài hơn thời hạn theo luật."


def _conditions(body: Mapping[str, Any]) -> Iterator[Finding]:
    situations = {item["code"] for item in body.get("situations", ())}
    for index, component in enumerate(body["components"]):
        condition = component.get("required_when", [])
        for one in condition if isinstance(condition, list) else [condition]:
            at = f"/components/{index}/required_when"
            named = one.get("case", [])
            for code in named if isinstance(named, list) else [named]:
                if code not in situations:
                    yield at, f"Không có trường hợp “{code}” trong situations."
            for pointer, schema in one.get("answers", {}).items():
                try:
                    Draft202012Validator.check_schema(schema)
                except SchemaError as wrong:
                    yield at, f"Điều kiện của {pointer} không phải JSON Schema: {first_words(wrong)}."


def run_case(procedure: Procedure, case: Mapping[str, Any], pointer: str) -> Iterator[Finding]:
    """Runs one of `cases/*.yaml` and tells where it does not come out as expected."""
    given, expected = case["given"], case["expect"]
    channel, situation, answers = given.get("channel"), given.get("case"), given.get("answers", {})
    if situation is not None and situation not in {one.code for one in procedure.situations}:
        yield f"{pointer}/given/case", f"Không có trường hợp “{situation}” trong situations."
    required = [
        item.code
        for item in procedure.components
        if holds(item.required_when, channel=channel, case=situation, answers=answers)
    ]
    statutory = [term for term in procedure.terms if term.kind is Kind.STATUTORY]
    committed = [term for term in procedure.terms if term.kind is Kind.COMMITTED]
    actual: dict[str, Any] = {
        "components": sorted(required),
        "fee_vnd": fee_for_answers(procedure.fees, channel=channel or "any", case=situation, answers=answers),
        "term": _span(most_exact(statutory, channel=channel, case=situation)),
        "committed_term": _span(most_exact(committed, channel=channel, case=situation)),
        "route": procedure.route,
    }
    for key, value in actual.items():
        wanted = sorted(expected[key]) if key == "components" and key in expected else expected.get(key)
        if key in expected and wanted != value:
            yield f"{pointer}/expect/{key}", f"Mong đợi {wanted}, thực tế {value}."


def _span(term: Any) -> dict[str, Any] | None:
    return None if term is None else {"value": term.value, "unit": term.unit}


def check_chooser_body(body: Mapping[str, Any], known: Iterable[str] | None) -> Iterator[Finding]:
    """No circle, every question reached, at most five questions on a way, every end known (where `known` is given)."""
    questions = {question["code"]: question for question in body["questions"]}
    yield from _twice("/questions", [question["code"] for question in body["questions"]])
    if body["start"] not in questions:
        yield "/start", f"Không có câu hỏi “{body['start']}”."
        return
    ends = None if known is None else set(known)
    for q, question in enumerate(body["questions"]):
        yield from _twice(f"/questions/{q}/options", [option["code"] for option in question["options"]])
        for o, option in enumerate(question["options"]):
            if "next" in option and option["next"] not in questions:
                yield f"/questions/{q}/options/{o}/next", f"Không có câu hỏi “{option['next']}”."
            if ends is not None and option.get("procedure", next(iter(ends), "")) not in ends:
                yield f"/questions/{q}/options/{o}/procedure", f"Không có thủ tục “{option['procedure']}”."
    yield from _ways(body["start"], questions)


def _ways(start: str, questions: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    reached: set[str] = set()
    longest = 0
    stack: list[tuple[str, ...]] = [(start,)]
    while stack:
        way = stack.pop()
        reached.add(way[-1])
        longest = max(longest, len(way))
        for option in questions[way[-1]]["options"]:
            following = option.get("next")
            if following in way:
                yield "/questions", f"Các câu hỏi quay vòng: {' → '.join((*way, following))}."
                return
            if following in questions and len(way) <= LONGEST_WAY:
                stack.append((*way, following))
    for code in questions:
        if code not in reached:
            yield "/questions", f"Không có đường nào tới câu hỏi “{code}”."
    if not 2 <= longest <= LONGEST_WAY:
        yield "/questions", "Đường dài nhất phải có từ 2 đến 5 câu hỏi."
