"""Terms that running text speaks of ("trong thời hạn 20 ngày, hoặc 15 ngày đối với nhà ở riêng lẻ, kể từ ngày …")."""

import re
from dataclasses import dataclass

from tinhso.engines.procedures.domain.terms import read_number
from tinhso.engines.procedures.domain.wording import UNITS

_SENTENCE = re.compile(r"[^\n;.]+(?:\.(?=\d)[^\n;.]+)*")
# A line that goes on with a small letter was only wrapped.
_WRAP = re.compile(r"\n\s*([^\W\d_A-ZĐ])")
_AMOUNT = re.compile(
    r"(?<![\d/.,])(?P<value>\d{1,3}(?:[.,]\d)?)\s*(?:\([^()]{1,30}\)\s*)?"
    r"(?P<unit>ngày làm việc|giờ làm việc|ngày|giờ|tháng)(?!\s*\d)\b",
    re.IGNORECASE,
)
_CASE_AFTER = re.compile(r"\s*,?\s*(?:đối với|cho|trong)\s+(?P<case>(?:trường hợp\s+)?[^,;().]{3,160})", re.IGNORECASE)
_CASE_BEFORE = re.compile(
    r"(?:đối với|trường hợp)\s+(?P<case>[^,;:().]{3,160}?)\s*[,:]?\s*(?:thì|trong|thời hạn|là|không quá|\Z)",
    re.IGNORECASE,
)
# Only a full file starts the term of the whole procedure; terms of single steps start with something else.
_WHOLE = re.compile(
    r"kể từ (?:ngày|khi|thời điểm|lúc)?\s*(?:tiếp )?nhận (?:được )?(?:đủ|đầy đủ)|thời hạn giải quyết", re.IGNORECASE
)
_STEP = re.compile(
    r"ý kiến|kiểm tra|đề nghị|(?<!công )(?<!quá )(?<!chương )(?<!quy )\btrình\b|báo cáo|xác minh"
    r"|thẩm định hồ sơ|thông báo|gửi |chuyển |bổ sung|tổ chức thẩm định",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 2000


@dataclass(frozen=True)
class Statement:
    """`whole`: the sentence speaks of the whole procedure (counted from a full file), not of a step.

    `from_full_file`: it counts from a full file, whatever else it speaks of.
    """

    value: int | float
    unit: str
    case: str | None
    whole: bool
    from_full_file: bool
    quote: str


def read_statements(text: str | None) -> tuple[Statement, ...]:
    """Every term named in the text, in order."""
    found: list[Statement] = []
    for sentence in _SENTENCE.findall(_WRAP.sub(r" \1", text or "")):
        if len(sentence) <= _LONGEST_SENTENCE:
            found.extend(_of_sentence(" ".join(sentence.split())))
    return tuple(found)


def _of_sentence(sentence: str) -> list[Statement]:
    statements = []
    from_full_file = bool(_WHOLE.search(sentence))
    whole = from_full_file and not _STEP.search(sentence)
    for amount in _AMOUNT.finditer(sentence):
        value = read_number(amount["value"])
        if not value:
            continue
        unit = UNITS[amount["unit"].lower()]
        after = _CASE_AFTER.match(sentence, amount.end())
        before = _CASE_BEFORE.search(sentence, 0, amount.start())
        case = (after or before or {"case": ""})["case"].strip()
        if case.lower().startswith(("hồ sơ", "trường hợp hồ sơ", "cần thiết")):
            case = ""
        statements.append(Statement(value, unit, case or None, whole, from_full_file, sentence[:300]))
    return statements
