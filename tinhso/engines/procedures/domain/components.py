"""The table "Thành phần hồ sơ" (per case: name of the paper, template, originals and copies), back into lines."""

import re

from tinhso.engines.procedures.domain.wording import said
from tinhso.engines.procedures.types import ParsedComponent

_HEADING = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng")
_QUANTITY = re.compile(
    r"(?:(?P<originals>[0-9]+) bản chính(?:,\s?(?P<copies>[0-9]+) bản sao)?|(?P<only_copies>[0-9]+) bản sao)"
    r"(?=[^\s,.;:)/]|\s*\Z)"
)
_FILE_END = re.compile(r"\.(?:docx?|pdf|xlsx?|odt|rtf|zip|rar|png|jpe?g)\s*\Z", re.IGNORECASE)
_FILE_ENDS = re.compile(r"\.(?:docx?|pdf|xlsx?|odt|rtf|zip|rar|png|jpe?g)(?=[^a-z]|\Z)", re.IGNORECASE)
_CLOSERS = '.;:)”"\n'


def read_components(text: str) -> tuple[tuple[ParsedComponent, ...], tuple[str, ...]]:
    """(papers, notes) of the flattened tables; a blank case ("--") is None."""
    if said(text.strip("- \n\t")) is None:
        return (), ()
    blocks = _HEADING.split(text)
    if len(blocks) == 1:
        return (), ("Không tìm thấy bảng thành phần hồ sơ.",)
    papers: list[ParsedComponent] = []
    notes: list[str] = []
    case = _case(blocks[0])
    for block in blocks[1:]:
        lines, rest = _read_block(block, case, notes)
        papers.extend(lines)
        case = _case(rest)
    if case:
        notes.append(f"Chữ sau giấy tờ cuối cùng, không thuộc dòng nào: “{case[:120]}”")
    return tuple(papers), tuple(notes)


def _case(text: str) -> str | None:
    return said(text.strip().strip("-").strip())


def _read_block(block: str, case: str | None, notes: list[str]) -> tuple[list[ParsedComponent], str]:
    papers: list[ParsedComponent] = []
    position = 0
    for quantity in _QUANTITY.finditer(block):
        digits = quantity["originals"] or quantity["only_copies"]
        name = block[position : quantity.start()]
        originals: int | None
        copies: int | None
        originals, copies = _counts(quantity)
        if len(digits) > 1:
            # The number stands right behind the name: "…/20241 bản chính" is 2024 and 1, or 202 and 41.
            name, originals, copies = name + digits, None, None
            notes.append(f"“…{name[-30:]}”: số lượng dính vào tên giấy tờ, không tách được.")
        title, templates = _split_templates(name)
        if not title:
            notes.append("Một giấy tờ không có tên.")
        papers.append(
            ParsedComponent(
                case=case, title=title or "(không có tên)", originals=originals, copies=copies, templates=templates
            )
        )
        position = quantity.end()
    return papers, block[position:]


def _counts(quantity: re.Match[str]) -> tuple[int, int]:
    if quantity["only_copies"]:
        return 0, int(quantity["only_copies"][:6])
    return int(quantity["originals"][:6]), int((quantity["copies"] or "0")[:6])


def _split_templates(name: str) -> tuple[str, tuple[str, ...]]:
    """Takes file names off the end of a paper's name."""
    templates: list[str] = []
    text = name.strip()
    while _FILE_END.search(text):
        earlier = [m.end() for m in _FILE_ENDS.finditer(text) if m.end() < len(text)]
        floor = earlier[-1] if earlier else 0
        start = max(_glued_starts(text, floor, text.rfind(".")), default=floor)
        if start == 0:
            break
        templates.insert(0, text[start:].strip())
        text = text[:start].strip()
    return text, tuple(templates)


def _glued_starts(text: str, floor: int, end: int) -> list[int]:
    """Where a file name may begin: behind a closing mark, or where a small letter or digit runs into a capital."""
    return [
        index
        for index in range(floor + 1, end)
        if (text[index - 1] in _CLOSERS and not text[index].isspace())
        or (text[index].isupper() and (text[index - 1].islower() or text[index - 1].isdigit()))
    ]
