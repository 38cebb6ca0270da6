"""The text inside the QR: one labelled line a fact, so that any phone camera shows it readable."""

from datetime import datetime

from tinhso.kernel.clock import local
from tinhso.services.papers.domain.words import date_short
from tinhso.services.papers.types import QrFacts

NO_CODE = "không có"


def _line_value(value: str) -> str:
    return " ".join(value.split())


def _moment(at: datetime) -> str:
    here = local(at)
    return f"{here.hour:02d}:{here.minute:02d} {date_short(here.date())}"


def payload(facts: QrFacts) -> str:
    lines = [
        ("Mã hồ sơ", facts.dossier_code),
        ("Mã TTHC", facts.procedure_code),
        ("Mã định danh", facts.holder_code or NO_CODE),
        ("Giấy tờ", facts.paper_title),
        ("Hệ thống", facts.system_name),
        ("Thời điểm xuất bản", _moment(facts.issued_at)),
    ]
    if facts.due_at is not None:
        lines.append(("Ngày hẹn trả", _moment(facts.due_at)))
    if facts.valid_until is not None:
        lines.append(("Có hiệu lực đến", date_short(facts.valid_until)))
    elif facts.validity:
        lines.append(("Thời hạn hiệu lực", facts.validity))
    if facts.scope:
        lines.append(("Phạm vi hiệu lực", facts.scope))
    if facts.lookup_url:
        lines.append(("Tra cứu", facts.lookup_url))
    return "\n".join(f"{label}: {_line_value(value)}" for label, value in lines)
