"""A paper set's definition body read into papers, and what a schema cannot say about it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tinhso.services.papers.domain import letters
from tinhso.services.papers.domain.layouts import REQUIRED, WORDED
from tinhso.services.papers.types import Paper, PaperRole


def read_papers(body: Mapping[str, Any], *, legal_document: str) -> tuple[Paper, ...]:
    """The papers of a checked body, in form order."""
    papers = [
        Paper(
            role=PaperRole(line["role"]),
            form=line["form"],
            title=line["title"],
            size=line["size"],
            template=line["template"],
            number_pattern=line.get("number_pattern", "{number}"),
            copies=tuple(line.get("copies", ())),
            layout=line["layout"],
            landscape=bool(line.get("landscape", False)),
            legal_document=legal_document,
            body=line.get("body", ""),
            closing=line.get("closing", ""),
        )
        for line in body["papers"]
    ]
    return tuple(sorted(papers, key=lambda paper: paper.form))


def problems(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(JSON pointer, Vietnamese sentence): unknown layouts, roles or form numbers given twice, words of a form that are
    missing or quote what nobody gives."""
    lines = body.get("papers", [])
    roles = Counter(line.get("role") for line in lines)
    forms = Counter(line.get("form") for line in lines)
    for index, line in enumerate(lines):
        if line.get("template") not in REQUIRED:
            yield (
                f"/papers/{index}/template",
                f"Không có mẫu in “{line.get('template')}”; có: {', '.join(sorted(REQUIRED))}",
            )
        if roles[line.get("role")] > 1:
            yield f"/papers/{index}/role", f"Vai trò “{line.get('role')}” có hai mẫu"
        if forms[line.get("form")] > 1:
            yield f"/papers/{index}/form", f"Số mẫu “{line.get('form')}” bị trùng"
        yield from _wording_problems(line, f"/papers/{index}")


def _wording_problems(line: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    offered = WORDED.get(str(line.get("template")))
    for name in ("body", "closing"):
        if name in line and offered is None:
            yield f"{pointer}/{name}", "Mẫu này là bảng dữ kiện, không có lời văn để đặt."
        elif name in line:
            for message in letters.problems(str(line[name]), offered or ()):
                yield f"{pointer}/{name}", message
    if offered is not None and not line.get("body"):
        yield pointer, "Thiếu lời văn (body) của mẫu này"
