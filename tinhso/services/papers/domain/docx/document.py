"""A Word document as a plain tree of paragraphs and tables; what a letter does not need is refused by name."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tinhso.services.papers.domain.docx.package import DOCUMENT, NUMBERING, DocxRefused, open_parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_BLOCKS = 2000
_MARKS = frozenset({
    "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "commentRangeStart", "commentRangeEnd",
    "commentReference", "permStart", "permEnd", "softHyphen", "sectPr", "annotationRef",
})  # fmt: skip
_REFUSED = {
    "drawing": "hình vẽ hoặc ảnh", "pict": "hình vẽ hoặc ảnh", "object": "một tệp nhúng", "AlternateContent": "hình vẽ",
    "instrText": "trường tính toán", "fldChar": "trường tính toán", "fldSimple": "trường tính toán", "altChunk": "văn bản nhúng",
    "ins": "thay đổi chưa được chấp nhận", "del": "thay đổi chưa được chấp nhận", "moveFrom": "thay đổi chưa được chấp nhận",
    "moveTo": "thay đổi chưa được chấp nhận", "footnoteReference": "chú thích cuối trang", "endnoteReference": "chú thích cuối",
    "oMath": "công thức", "oMathPara": "công thức", "sym": "ký hiệu của phông riêng",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words of one look; a line break is "\\n"."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    script: str = ""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph; `label` is what its list prints before it, `level` how deep."""

    runs: tuple[Run, ...]
    align: str = ""
    heading: int = 0
    label: str = ""
    level: int = 0

    @property
    def text(self) -> str:
        words = "".join(run.text for run in self.runs)
        return f"{self.label} {words}".strip() if self.label else words


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells; a cell holds paragraphs."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]


Block = Paragraph | Table


@dataclass
class _Lists:
    """Counters of numbered lists and what each level prints."""

    formats: Mapping[tuple[str, int], tuple[str, str]]
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def label(self, number: str, level: int) -> str:
        kind, text = self.formats.get((number, level), ("bullet", ""))
        if kind in ("bullet", "none"):
            return "–" if kind == "bullet" else ""
        self.counts[(number, level)] += 1
        for key in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[key]

        def counted(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            return _numeral(self.formats.get((number, at), ("decimal", ""))[0], self.counts[(number, at)] or 1)

        return re.sub(r"%(\d)", counted, text)


def read_document(content: bytes) -> tuple[Block, ...]:
    """The blocks of a .docx in order. Raises DocxRefused."""
    parts = open_parts(content)
    body = _root(parts[DOCUMENT]).find(f"{W}body")
    if body is None:
        raise DocxRefused("văn bản Word không có nội dung")
    blocks = tuple(_blocks(body, _Lists(_formats(parts.get(NUMBERING, "")))))
    if len(blocks) > MOST_BLOCKS:
        raise DocxRefused(f"văn bản có hơn {MOST_BLOCKS} đoạn")
    return blocks


def lines_of(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The words of a document, a line a paragraph or table row, empty ones left out."""
    found = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        else:
            found += [" | ".join(" ".join(one.text for one in cell) for cell in row) for row in block.rows]
    return tuple(line.strip() for line in found if line.strip())


def _root(text: str) -> ElementTree.Element:
    try:
        # The package refused every document type and entity before: there is nothing to expand.
        return ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as broken:
        raise DocxRefused("nội dung Word bị hỏng") from broken


def _blocks(parent: ElementTree.Element, lists: _Lists) -> Iterator[Block]:
    for node in parent:
        name = _name(node)
        if name == "p":
            yield _paragraph(node, lists)
        elif name == "tbl":
            yield Table(rows=tuple(_row(row, lists) for row in node if _name(row) == "tr"))
        elif name == "sdt":
            content = node.find(f"{W}sdtContent")
            if content is not None:
                yield from _blocks(content, lists)
        elif name not in _MARKS and name != "tcPr":
            raise _refusal(name)


def _row(row: ElementTree.Element, lists: _Lists) -> tuple[tuple[Paragraph, ...], ...]:
    cells = []
    for cell in row:
        if _name(cell) == "tc":
            inside = tuple(_blocks(cell, lists))
            if any(isinstance(one, Table) for one in inside):
                raise DocxRefused("văn bản có bảng trong bảng")
            cells.append(tuple(one for one in inside if isinstance(one, Paragraph)))
        elif _name(cell) not in _MARKS | {"trPr", "tblPrEx"}:
            raise _refusal(_name(cell))
    return tuple(cells)


def _paragraph(node: ElementTree.Element, lists: _Lists) -> Paragraph:
    settings = node.find(f"{W}pPr")
    align = _value(settings, "jc")
    style = _value(settings, "pStyle").lower()
    heading = int(style[-1]) if re.fullmatch(r"heading[1-4]", style) else 0
    numbering = settings.find(f"{W}numPr") if settings is not None else None
    label, level = "", 0
    if numbering is not None and _value(numbering, "numId") not in ("", "0"):
        depth = _value(numbering, "ilvl")
        level = int(depth) if depth.isdigit() and len(depth) == 1 else 0
        label = lists.label(_value(numbering, "numId"), level)
    runs = tuple(run for run in _runs(node) if run.text)
    return Paragraph(runs=runs, align=align, heading=heading, label=label, level=level)


def _runs(parent: ElementTree.Element) -> Iterator[Run]:
    for node in parent:
        name = _name(node)
        if name == "r":
            yield _run(node)
        elif name in ("hyperlink", "smartTag"):
            yield from _runs(node)
        elif name == "sdt":
            content = node.find(f"{W}sdtContent")
            if content is not None:
                yield from _runs(content)
        elif name not in _MARKS | {"pPr", "smartTagPr"}:
            raise _refusal(name)


def _run(node: ElementTree.Element) -> Run:
    words = []
    for part in node:
        name = _name(part)
        if name == "t":
            words.append(part.text or "")
        elif name in ("br", "cr"):
            words.append("\n")
        elif name == "tab":
            words.append("\t")
        elif name == "noBreakHyphen":
            words.append("‑")
        elif name not in _MARKS | {"rPr"}:
            raise _refusal(name)
    look = node.find(f"{W}rPr")
    return Run(
        text="".join(words),
        bold=_is_on(look, "b"),
        italic=_is_on(look, "i"),
        underline=_value(look, "u") not in ("", "none"),
        script=_value(look, "vertAlign"),
    )


def _formats(text: str) -> dict[tuple[str, int], tuple[str, str]]:
    """(list, level) → how it counts and what it prints."""
    if not text:
        return {}
    root = _root(text)
    shapes = {
        shape.get(f"{W}abstractNumId", ""): {
            int(level.get(f"{W}ilvl", "0")): (_value(level, "numFmt") or "decimal", _value(level, "lvlText"))
            for level in shape.iter(f"{W}lvl")
        }
        for shape in root.iter(f"{W}abstractNum")
    }
    return {
        (one.get(f"{W}numId", ""), level): how
        for one in root.iter(f"{W}num")
        for level, how in shapes.get(_value(one, "abstractNumId"), {}).items()
    }


def _numeral(kind: str, number: int) -> str:
    if kind in ("lowerLetter", "upperLetter") and number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        tens, ones = divmod(number, 10)
        roman = "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
        return roman.upper() if kind == "upperRoman" else roman
    return str(number)


def _refusal(name: str) -> DocxRefused:
    return DocxRefused(f"văn bản có {_REFUSED.get(name, f'phần “{name}”')} mà thư không dùng được")


def _name(node: ElementTree.Element) -> str:
    return str(node.tag).rsplit("}", 1)[-1]


def _value(node: ElementTree.Element | None, name: str) -> str:
    found = node.find(f"{W}{name}") if node is not None else None
    return "" if found is None else found.get(f"{W}val", "")


def _is_on(look: ElementTree.Element | None, name: str) -> bool:
    found = look.find(f"{W}{name}") if look is not None else None
    return found is not None and found.get(f"{W}val", "true") not in ("0", "false", "none")
