"""The table "Căn cứ pháp lý" (name of the act, its number), back into lines.

A number closes a line only where it is glued to the name before it: numbers inside a name have a blank before them.
"""

import re

from tinhso.engines.procedures.domain.wording import said
from tinhso.engines.procedures.types import ParsedAct

_HEADING = re.compile(r"\A\s*Tên văn bản pháp lý\s*Mã văn bản\s*")
_WORD = re.compile(
    r"(?:\A|(?<=\S))(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định|Chỉ thị)"
    r"(?: số)?[ ]\Z"
)
_ISSUER = (
    r"(?:CP|TTg|TTCP|VPCP|CTN|NHNN|HĐND|UBND|UBTVQH|HĐTP|KTNN|TANDTC|VKSNDTC|TLĐ|TW|BLĐTBXH|BGTVT|BKHCN|BTTTT|BKHĐT"
    r"|BVHTTDL|BNNPTNT|BNNMT|BTNMT|BGDĐT|BDTTG|BNV|BXD|BTC|BTP|BCA|BQP|BCT|BYT|BNG|BTS|BTM|BCN|BNN)"
)
_FORM = r"(?:NĐ|TT|QĐ|NQ|TTLT|PL|VBHN|CT|KH|L|QC|TB)"
_TAIL = (
    rf"(?:QH[0-9]{{2}}|UBTVQH[0-9]{{2}}|PL-UBTVQH[0-9]{{2}}|{_FORM}(?:[-/] ?{_ISSUER})+(?:-[A-Z][0-9]{{2}})?"
    r"|[A-ZĐ]{1,6}(?:-[A-ZĐ]{2,8}(?![a-zà-ỹ]))+)"
)
_NUMBER = re.compile(rf"(?P<number>[0-9]+)(?:\.[0-9]+)?[a-z]?(?:/[0-9]{{4}})?/{_TAIL}")
_LONGEST_NUMBER = 4


def read_legal_basis(text: str) -> tuple[tuple[ParsedAct, ...], tuple[str, ...]]:
    """(acts, notes) of the flattened table."""
    if said(text) is None:
        return (), ()
    body = _HEADING.sub("", text)
    acts: list[ParsedAct] = []
    notes: list[str] = []
    start = 0
    for found in _NUMBER.finditer(body):
        title = body[start : found.start()]
        if body[found.start() - 1 : found.start()].isspace():
            title = _WORD.sub("", title)
        if not title.strip() or not _closes_the_line(body, found):
            continue
        number: str | None = found[0]
        if len(found["number"]) > _LONGEST_NUMBER:
            title, number = _take_year_off(title, found[0])
            told = "không tách được" if number is None else f"hiểu là tên kết thúc bằng năm, số là {number}"
            notes.append(f"“{found[0]}”: số của văn bản dính vào tên, {told}.")
        acts.append(ParsedAct(title=title.strip(), number=number))
        start = found.end()
    rest = said(body[start:])
    if rest:
        inside = _NUMBER.search(rest)
        acts.append(ParsedAct(title=rest, number=inside[0] if inside else None))
        notes.append(f"Căn cứ không có mã văn bản ở cuối: “{rest[:80]}”")
    return tuple(acts), tuple(notes)


def _take_year_off(title: str, glued: str) -> tuple[str, str | None]:
    """ "năm 2023" + "23/2023/QH15": the name ends with a year when what is left is a plain number."""
    found = re.match(r"((?:19|20)[0-9]{2})([0-9]{1,3}/.*)", glued)
    return (title + found[1], found[2]) if found else (title + glued, None)


def _closes_the_line(body: str, found: re.Match[str]) -> bool:
    before = body[found.start() - 1]
    after = body[found.end() : found.end() + 1]
    glued_before = not before.isspace() and before not in "(“\"'"
    return after == "" or (glued_before and not after.islower()) or after.isupper()
