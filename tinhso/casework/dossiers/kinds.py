"""The kinds of definition that dossiers own: the pattern of a dossier's code, how agencies are asked for opinions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tinhso.casework.dossiers.digitising import check_pattern
from tinhso.casework.dossiers.domain import check_code_pattern
from tinhso.casework.dossiers.due_warnings import check_rule
from tinhso.casework.dossiers.mishaps import LETTER_FIELDS
from tinhso.casework.dossiers.process_facts import unknown_facts
from tinhso.engines.workflow import api as workflow
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem
from tinhso.services.papers.api import check_letter


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    for message in check_code_pattern(str(definition.body["pattern"])):
        yield definition.problem("/pattern", message)
    if definition.effective_to is not None:
        return
    for procedure in catalogue.all("procedure"):
        if "process" in procedure.body and not workflow.check_process(procedure.body["process"]):
            for name, message in unknown_facts(procedure.body["process"]):
                yield procedure.problem(f"/process/facts/{name}", message)


def _check_digitising(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    for message in check_pattern(str(definition.body["pattern"])):
        yield definition.problem("/pattern", message)


def _check_consultation(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    roles = {role.code for role in catalogue.all("role")}
    for number, role in enumerate(definition.body["roles"]):
        if role not in roles:
            yield definition.problem(f"/roles/{number}", f"Không có vai trò “{role}”.")
    silence = definition.body["silence"]
    if silence["then"] == "agreed" and "escalate_after" in silence:
        yield definition.problem("/silence/escalate_after", "Im lặng là đồng ý thì không báo lên trên.")
    if silence["then"] == "reminder" and "after" in silence:
        yield definition.problem("/silence/after", "Nhắc ngay khi đến hạn: bỏ after.")


def _check_mishaps(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    codes = [line["code"] for line in definition.body["kinds"]]
    if len(set(codes)) < len(codes):
        yield definition.problem("/kinds", "Một loại được ghi hai lần.")
    for part in ("title", "body"):
        for message in check_letter(str(definition.body["letter"][part]), LETTER_FIELDS):
            yield definition.problem(f"/letter/{part}", message)


def _check_lateness(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, line in enumerate(definition.body["counts"]):
        if line["waiting"] in seen:
            yield definition.problem(f"/counts/{number}/waiting", f"“{line['waiting']}” được ghi hai lần.")
        seen.add(line["waiting"])


def _check_levels(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Codes are single, and what is assigned exists."""
    codes = [level["code"] for level in definition.body["levels"]]
    if len(set(codes)) < len(codes):
        yield definition.problem("/levels", "Mỗi mức ghi một lần.")
    for number, line in enumerate(definition.body["assigned"]):
        procedure = catalogue.find("procedure", line["procedure"])
        if line["level"] not in codes:
            yield definition.problem(f"/assigned/{number}/level", f"Không có mức “{line['level']}”.")
        components = [] if procedure is None else [one["code"] for one in procedure.body.get("components", ())]
        if procedure is not None and "component" in line and line["component"] not in components:
            yield definition.problem(f"/assigned/{number}/component", "Thủ tục không có thành phần này.")


def _check_bundle(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    body = definition.body
    for message in check_code_pattern(str(body["code_pattern"])):
        yield definition.problem("/code_pattern", message)
    codes = [member["procedure"] for member in body["members"]]
    if len(set(codes)) < len(codes) or body["form"] not in codes:
        yield definition.problem("/members", "Mỗi thủ tục ghi một lần, có cả thủ tục của tờ khai.")
    form = _schema_of(catalogue, body["form"])
    for number, member in enumerate(body["members"]):
        there = _schema_of(catalogue, member["procedure"])
        if there is None:
            yield definition.problem(f"/members/{number}/procedure", "Thủ tục này chưa có tờ khai trên hệ thống.")
            continue
        if "answers" not in member and member["procedure"] != body["form"]:
            yield definition.problem(f"/members/{number}", "Chưa nói lấy câu trả lời nào của tờ khai (answers).")
        for target, source in member.get("answers", {}).items():
            if not _has(there, target):
                yield definition.problem(f"/members/{number}/answers", f"Tờ khai của thủ tục không có mục “{target}”.")
            if "from" in source and not _has(form, source["from"]):
                yield definition.problem(
                    f"/members/{number}/answers", f"Tờ khai chung không có mục “{source['from']}”."
                )


def _schema_of(catalogue: Catalogue, code: str) -> Any:
    procedure = catalogue.find("procedure", code)
    return None if procedure is None else procedure.body.get("form", {}).get("schema")


def _has(schema: Any, pointer: str) -> bool:
    for step in pointer.strip("/").split("/"):
        schema = schema.get("properties", {}).get(step) if isinstance(schema, dict) else None
    return schema is not None


KINDS = (
    Kind(
        code="dossier_code",
        title="Mẫu mã số hồ sơ",
        pattern="rules/dossier_codes/*.yaml",
        schema=Path(__file__).parent / "schemas" / "dossier_code.json",
        check=_check,
        depends_on=("procedure",),
    ),
    Kind(
        code="assurance_rule",
        title="Mức định danh của việc trực tuyến",
        pattern="rules/assurance/*.yaml",
        schema=Path(__file__).parent / "schemas" / "assurance_rule.json",
    ),
    Kind(
        code="supplement_rule",
        title="Quy tắc yêu cầu bổ sung hồ sơ",
        pattern="rules/supplements/*.yaml",
        schema=Path(__file__).parent / "schemas" / "supplement_rule.json",
    ),
    Kind(
        code="digitising_rule",
        title="Quy tắc số hóa giấy tờ",
        pattern="rules/digitising/*.yaml",
        schema=Path(__file__).parent / "schemas" / "digitising_rule.json",
        check=_check_digitising,
    ),
    Kind(
        code="warning_rule",
        title="Báo trước khi đến hạn",
        pattern="rules/warnings/*.yaml",
        schema=Path(__file__).parent / "schemas" / "warning_rule.json",
        check=check_rule,
        depends_on=("role", "counting_rule"),
    ),
    Kind(
        code="consultation_rule",
        title="Cách lấy ý kiến",
        pattern="rules/consultations/*.yaml",
        schema=Path(__file__).parent / "schemas" / "consultation_rule.json",
        check=_check_consultation,
        depends_on=("role",),
    ),
    Kind(
        code="lateness_rule",
        title="Nguyên nhân quá hạn",
        pattern="rules/lateness/*.yaml",
        schema=Path(__file__).parent / "schemas" / "lateness_rule.json",
        check=_check_lateness,
    ),
    Kind(
        code="mishap_rule",
        title="Mất, hỏng giấy tờ và sai sót của cơ quan",
        pattern="rules/mishaps/*.yaml",
        schema=Path(__file__).parent / "schemas" / "mishap_rule.json",
        check=_check_mishaps,
    ),
    Kind(
        code="unclaimed_rule",
        title="Kết quả không có người đến nhận",
        pattern="rules/unclaimed/*.yaml",
        schema=Path(__file__).parent / "schemas" / "unclaimed_rule.json",
    ),
    Kind(
        code="validity_rule",
        title="Báo trước khi kết quả hết hiệu lực; bản trích từ sổ",
        pattern="rules/validity/*.yaml",
        schema=Path(__file__).parent / "schemas" / "validity_rule.json",
    ),
    Kind(
        code="separation_rule",
        title="Tách nhiệm vụ",
        pattern="rules/separation/*.yaml",
        schema=Path(__file__).parent / "schemas" / "separation_rule.json",
    ),
    Kind(
        code="undo_rule",
        title="Hoàn tác việc vừa làm",
        pattern="rules/undo/*.yaml",
        schema=Path(__file__).parent / "schemas" / "undo_rule.json",
    ),
    Kind(
        code="confidentiality",
        title="Mức bảo mật",
        pattern="rules/confidentiality/*.yaml",
        schema=Path(__file__).parent / "schemas" / "confidentiality.json",
        check=_check_levels,
        depends_on=("procedure",),
    ),
    Kind(
        code="intake_order",
        title="Thứ tự xem hồ sơ chờ tiếp nhận",
        pattern="rules/intake_order/*.yaml",
        schema=Path(__file__).parent / "schemas" / "intake_order.json",
    ),
    Kind(
        code="bundle",
        title="Bộ hồ sơ của một việc",
        pattern="bundles/*.yaml",
        schema=Path(__file__).parent / "schemas" / "bundle.json",
        check=_check_bundle,
        depends_on=("procedure",),
    ),
)
