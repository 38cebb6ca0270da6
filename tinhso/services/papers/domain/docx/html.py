"""A document as the HTML that stands in our own layouts: every word escaped, looks by class, no style of the file's own."""

from html import escape

from tinhso.services.papers.domain.docx.document import Block, Paragraph, Run, Table

_ALIGN = {
    "center": "centred",
    "right": "to-right",
    "end": "to-right",
    "both": "",
    "left": "to-left",
    "start": "to-left",
}
_SCRIPT = {"superscript": "sup", "subscript": "sub"}


def to_html(blocks: tuple[Block, ...]) -> str:
    """Paragraphs, headings and tables; empty paragraphs are left out, as space is the layout's."""
    return "\n".join(one for one in map(_block, blocks) if one)


def _block(block: Block) -> str:
    if isinstance(block, Table):
        rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in block.rows)
        return f'<table class="letter-table"><tbody>{rows}</tbody></table>'
    return _paragraph(block)


def _cell(cell: tuple[Paragraph, ...]) -> str:
    return f"<td>{''.join(_paragraph(one) for one in cell)}</td>"


def _paragraph(one: Paragraph) -> str:
    inside = "".join(map(_run, one.runs)).strip()
    if not inside:
        return ""
    if one.heading:
        return f'<h2 class="letter-heading">{inside}</h2>'
    classes = [_ALIGN.get(one.align, "")]
    if one.label:
        classes.append(f"listed listed-{min(one.level, 4)}")
        inside = f'<span class="list-label">{escape(one.label)}</span> {inside}'
    named = " ".join(name for name in classes if name)
    return f'<p class="{named}">{inside}</p>' if named else f"<p>{inside}</p>"


def _run(run: Run) -> str:
    words = escape(run.text).replace("\n", "<br>").replace("\t", "&emsp;")
    for wanted, tag in ((run.bold, "b"), (run.italic, "i"), (run.underline, "u")):
        if wanted:
            words = f"<{tag}>{words}</{tag}>"
    script = _SCRIPT.get(run.script)
    return f"<{script}>{words}</{script}>" if script else words
