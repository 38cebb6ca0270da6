"""How complete a procedure's page is, part by part: the parts that a procedure must have (NĐ 63/2010/NĐ-CP Điều 8) and the
plain words that people need. Which parts are asked is a definition.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.engines.guidance.types import Completeness, Finding, Help, Part
from tinhso.engines.procedures.types import Kind, Procedure

# How papers that are forms to fill in are called, where a record does not say which form.
_FORMS = ("tờ khai", "đơn", "giấy đề nghị", "văn bản đề nghị", "phiếu", "bản khai")


@dataclass(frozen=True)
class Facts:
    """Everything that a part looks at; `stale_after` is the day before which a review is too old."""

    procedure: Procedure
    help: Help
    findings: tuple[Finding, ...]
    stale_after: date


def measure(facts: Facts, parts: Iterable[Mapping[str, Any]]) -> Completeness:
    """The parts that the definition asks, in its order."""
    return Completeness(
        parts=tuple(
            Part(
                code=part["code"], title=part["title"], basis=part.get("basis", ""), missing=PARTS[part["code"]](facts)
            )
            for part in parts
        )
    )


def _names(facts: Facts) -> str:
    one = facts.procedure
    return "" if one.title and one.field_title and one.levels else "Chưa có tên, lĩnh vực hoặc cấp thực hiện."


def _steps(facts: Facts) -> str:
    return "" if any(facts.procedure.steps) else "Chưa có trình tự thực hiện."


def _channels(facts: Facts) -> str:
    return "" if facts.procedure.terms else "Chưa nói nộp bằng cách nào."


def _deadline(facts: Facts) -> str:
    lines = [term for term in facts.procedure.terms if term.kind is Kind.STATUTORY]
    if not lines:
        return "Chưa có thời hạn theo luật."
    if any(term.value is None for term in lines):
        return "Có dòng thời hạn chưa có số."
    return "" if all(term.unit for term in lines) else "Có dòng thời hạn chưa có đơn vị (ngày, ngày làm việc)."


def _subjects(facts: Facts) -> str:
    return "" if facts.procedure.subjects else "Chưa nói ai được làm thủ tục."


def _agency(facts: Facts) -> str:
    one = facts.procedure
    decides = one.deciding_tier or one.deciding_agency or one.agencies
    return "" if decides else "Chưa có cơ quan thực hiện."


def _papers(facts: Facts) -> str:
    papers = facts.procedure.components
    if not papers and facts.procedure.version_id is None:
        return "Chưa liệt kê giấy tờ."
    uncounted = sum(1 for one in papers if one.originals is None or one.copies is None)
    return f"{uncounted} giấy tờ chưa rõ mấy bản chính, mấy bản sao." if uncounted else ""


def _forms(facts: Facts) -> str:
    one = facts.procedure
    if one.form is not None:
        return ""
    unnamed = [c for c in one.components if c.title.lower().startswith(_FORMS) and not c.template]
    return f"{len(unnamed)} mẫu đơn, tờ khai chưa có mẫu." if unnamed else ""


def _results(facts: Facts) -> str:
    results = facts.procedure.results
    if not results:
        return "Chưa nói nhận được gì."
    return "" if all(one.code for one in results) else "Có kết quả chưa có mã."


def _fees(facts: Facts) -> str:
    one = facts.procedure
    known = one.fees_known or (one.terms and all(t.fee_vnd is not None or t.fee_text for t in one.terms))
    return "" if known else "Chưa rõ phí, lệ phí."


def _legal_basis(facts: Facts) -> str:
    return "" if facts.procedure.legal_basis else "Chưa có căn cứ pháp lý."


def _lawful(facts: Facts) -> str:
    papers = dict.fromkeys(one.paper for one in facts.findings)
    return f"Còn nhắc giấy tờ không được yêu cầu nữa: {', '.join(papers)}." if papers else ""


def _consistent(facts: Facts) -> str:
    if facts.procedure.version_id is not None:
        # Whoever wrote the definition has decided; the record's own contradictions stay with the record.
        return ""
    count = len(facts.procedure.contradictions)
    return f"Bản ghi quốc gia có {count} chỗ chưa thống nhất." if count else ""


def _plain_words(facts: Facts) -> str:
    return "" if facts.procedure.intro else "Chưa có lời giới thiệu bằng lời dễ hiểu."


def _who(facts: Facts) -> str:
    return "" if facts.procedure.who else "Chưa giải thích ai được làm bằng lời dễ hiểu."


def _mistakes(facts: Facts) -> str:
    return "" if facts.help.mistakes else "Chưa có phần lỗi hay gặp."


def _contact(facts: Facts) -> str:
    return "" if facts.help.desks else "Chưa có số điện thoại để hỏi."


def _reviewed(facts: Facts) -> str:
    day = facts.help.reviewed_on
    if day is None:
        return "Chưa ghi ngày rà soát."
    return "" if day >= facts.stale_after else f"Lần rà soát gần nhất đã lâu ({day:%d/%m/%Y})."


PARTS: Mapping[str, Callable[[Facts], str]] = {
    "names": _names,
    "steps": _steps,
    "channels": _channels,
    "papers": _papers,
    "deadline": _deadline,
    "subjects": _subjects,
    "agency": _agency,
    "results": _results,
    "forms": _forms,
    "fees": _fees,
    "legal_basis": _legal_basis,
    "lawful": _lawful,
    "consistent": _consistent,
    "plain_words": _plain_words,
    "who": _who,
    "mistakes": _mistakes,
    "contact": _contact,
    "reviewed": _reviewed,
}
