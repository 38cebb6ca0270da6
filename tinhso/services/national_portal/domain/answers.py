"""What the portal's answer means: `error_code` 0 or "00" is yes, lists must be lists, totals must be true."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from tinhso.services.national_portal.errors import Disagrees, Refused, Uncertain
from tinhso.services.national_portal.types import Reply, Rule

# A code beside these is the portal's no.
_TOTALS = ("tongso", "TongSo", "total")


class Verdict(Enum):
    YES = "yes"
    NO_SESSION = "no_session"
    AGAIN = "again"
    NOTHING = "nothing"
    NO = "no"


def verdict(answer: Mapping[str, Any], rule: Rule) -> Verdict:
    code = code_of(answer)
    if code in rule.ok_codes:
        return Verdict.YES
    if code in rule.session_codes:
        return Verdict.NO_SESSION
    if code in rule.again_codes:
        return Verdict.AGAIN
    return Verdict.NOTHING if code in rule.missing_codes else Verdict.NO


def code_of(answer: Mapping[str, Any]) -> str:
    """The code as text: partners send 0 and "00" alike."""
    code = answer.get("error_code")
    return "" if code is None or isinstance(code, bool | dict | list) else str(code)[:20]


def whole(answer: object) -> Mapping[str, Any]:
    """The answer as an object. Raises Uncertain when it is none."""
    if not isinstance(answer, dict) or "error_code" not in answer:
        raise Uncertain("Cổng trả lời không đúng khuôn dạng đã thống nhất (thiếu error_code).")
    return answer


def read(answer: Mapping[str, Any], rule: Rule) -> Reply:
    """A yes as rows. Raises Refused, Disagrees, Uncertain (busy)."""
    match verdict(answer, rule):
        case Verdict.YES:
            return Reply(rows=_rows(answer), rest={k: v for k, v in answer.items() if k not in ("result", "session")})
        case Verdict.NOTHING:
            return Reply()
        case Verdict.AGAIN:
            raise Uncertain(f"Cổng đang bận (mã {code_of(answer)}).")
        case _:
            raise Refused(code_of(answer), str(answer.get("message", ""))[:200])


def _rows(answer: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    result = answer.get("result")
    rows = [result] if isinstance(result, dict) else [] if result is None else result
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Disagrees("Cổng trả về danh sách không đọc được.")
    for name in _TOTALS:
        said = answer.get(name)
        if said is not None and str(said) != str(len(rows)):
            raise Disagrees(f"Cổng nói có {str(said)[:20]} dòng nhưng gửi {len(rows)} dòng; không dùng kết quả này.")
    return tuple(rows)
