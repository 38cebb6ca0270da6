"""The letter language in a Word template: `{{ path }}` and nothing else, wherever Word cut it into runs."""

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from html import escape, unescape
from io import BytesIO

from tinhso.services.papers.domain import letters
from tinhso.services.papers.domain.docx.document import lines_of, read_document
from tinhso.services.papers.domain.docx.package import DOCUMENT, open_parts

MARKS = ("{{", "}}", "{%", "%}", "{#", "#}")
_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_WORDS = re.compile(r"(<w:t)((?: [^>]*)?>)([^<]*)(</w:t>)")
_FIELD = re.compile(r"\{\{([^{}]*)\}\}")


def problems(content: bytes, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """(Number of the paragraph, Vietnamese sentence) for everything in a template that cannot be merged.

    Raises DocxRefused for a file that is not taken at all.
    """
    for number, line in enumerate(lines_of(read_document(content)), start=1):
        for message in letters.problems(line, known):
            yield number, message


def has_marks(content: bytes) -> bool:
    """Whether marks of a template stand in the words of a file, which a finished letter must not have."""
    return any(mark in line for line in lines_of(read_document(content)) for mark in MARKS)


def merge(content: bytes, values: Mapping[str, object]) -> bytes:
    """The template with its fields filled in; everything else of the file stays byte for byte.

    Raises DocxRefused, letters.UnknownField.
    """
    text = open_parts(content)[DOCUMENT]
    merged = _PARAGRAPH.sub(lambda found: _merged(found.group(0), values), text)
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for entry in source.infolist():
            fresh = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(fresh, merged.encode() if entry.filename == DOCUMENT else source.read(entry))
    return target.getvalue()


def _merged(paragraph: str, values: Mapping[str, object]) -> str:
    pieces = [unescape(found.group(3)) for found in _WORDS.finditer(paragraph)]
    whole = "".join(pieces)
    if "{{" not in whole:
        return paragraph
    filled = _spread(pieces, whole, values)
    parts = iter(filled)

    def written(found: re.Match[str]) -> str:
        return f'<w:t xml:space="preserve">{escape(next(parts), quote=False)}</w:t>'

    return _WORDS.sub(written, paragraph)


def _spread(pieces: list[str], whole: str, values: Mapping[str, object]) -> list[str]:
    """Each run's new words: a value stands where its field began, the rest of the field vanishes."""
    found = [
        (match.start(), match.end(), letters.lookup(values, match.group(1).strip())) for match in _FIELD.finditer(whole)
    ]
    spread, at = [], 0
    for piece in pieces:
        end, words, here = at + len(piece), [], at
        for start, stop, value in found:
            if start >= end or stop <= at:
                continue
            words.append(whole[here : max(start, here)])
            if start >= at:
                words.append(" ".join(value.split()))
            here = min(stop, end)
        words.append(whole[here:end])
        spread.append("".join(words))
        at = end
    return spread
