"""The kinds of definition that guidance owns. Papers that may no longer be asked for are looked for in every procedure."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tinhso.engines.guidance import api
from tinhso.engines.guidance.domain.completeness import PARTS
from tinhso.engines.guidance.domain.outdated import findings, read_outdated
from tinhso.engines.procedures import api as procedures
from tinhso.engines.procedures.types import Procedure
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

_SCHEMAS = Path(__file__).parent / "schemas"


def check_outdated(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """No procedure may ask for the paper on a day on which both are in force: the problem stands in the procedure's file."""
    rule = read_outdated(definition.code, definition.title, definition.effective_from, definition.body)
    for one in catalogue.all("procedure"):
        last = _last_day(one, catalogue)
        if (last is not None and last < rule.since) or _is_over(definition, one):
            continue
        procedure = procedures.read_definition(one.body)
        for found in findings(procedure, (rule,), {}, on=rule.since):
            yield one.problem(f"/components/{_place(procedure, found.component)}/title", found.message)


def check_page(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """A part is measured once; and what the vault gets from our own procedures is not asked again by another one."""
    codes = [part["code"] for part in definition.body["parts"]]
    for number, code in enumerate(codes):
        if code not in PARTS or code in codes[:number]:
            yield definition.problem(f"/parts/{number}/code", f"Phần “{code}” không có hoặc được ghi hai lần.")
    current = [one for one in catalogue.all("procedure") if _last_day(one, catalogue) is None]
    read = [procedures.read_definition(one.body) for one in current]
    results = api.results_held(iter(read))
    for one, procedure in zip(current, read, strict=True):
        for found in findings(procedure, (), results, on=definition.effective_from):
            yield one.problem(f"/components/{_place(procedure, found.component)}/title", found.message)


def check_help(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """What is reviewed is this guidance, so it was reviewed once it held."""
    if date.fromisoformat(definition.body["reviewed_on"]) < definition.effective_from:
        yield definition.problem("/reviewed_on", "Ngày rà soát phải từ ngày hướng dẫn có hiệu lực trở đi.")


def _last_day(one: Definition, catalogue: Catalogue) -> date | None:
    """The day until which a version holds: its own end, or the day before which the next version begins; None = open."""
    later = [
        other.effective_from
        for other in catalogue.all("procedure")
        if other.code == one.code and other.effective_from > one.effective_from
    ]
    ends = [day for day in (one.effective_to, min(later, default=None)) if day is not None]
    return min(ends, default=None)


def _is_over(rule: Definition, procedure: Definition) -> bool:
    return rule.effective_to is not None and rule.effective_to < procedure.effective_from


def _place(procedure: Procedure, code: str) -> int:
    return next(number for number, one in enumerate(procedure.components) if one.code == code)


KINDS: tuple[Kind, ...] = (
    Kind(
        code="outdated_paper",
        title="Giấy tờ không được yêu cầu nữa",
        pattern="rules/outdated_papers/*.yaml",
        schema=_SCHEMAS / "outdated_paper.json",
        check=check_outdated,
        depends_on=("procedure",),
    ),
    Kind(
        code="procedure_help",
        title="Trợ giúp của thủ tục",
        pattern="guidance/procedures/*.yaml",
        schema=_SCHEMAS / "procedure_help.json",
        check=check_help,
    ),
    Kind(
        code="glossary",
        title="Từ ngữ dễ hiểu",
        pattern="guidance/glossary/*.yaml",
        schema=_SCHEMAS / "glossary.json",
    ),
    Kind(
        code="help_desks",
        title="Số điện thoại một cửa",
        pattern="guidance/desks/*.yaml",
        schema=_SCHEMAS / "help_desks.json",
    ),
    Kind(
        code="procedure_page",
        title="Trang thủ tục phải có gì",
        pattern="rules/procedure_pages/*.yaml",
        schema=_SCHEMAS / "procedure_page.json",
        check=check_page,
        depends_on=("procedure",),
    ),
)
