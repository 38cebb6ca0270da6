"""The definition kinds of reference data: units, calendars, code lists."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from tinhso.foundation.reference import api
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

SCHEMAS = Path(__file__).parent / "schemas"


def check_unit_set(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Names, codes and successors of the units hold together."""
    others = [other.body for other in catalogue.all("unit_set")]
    for pointer, message in api.check_units(definition.body, others=others):
        yield definition.problem(pointer, message)


def apply_unit_set(definition: Definition, version_id: UUID, actor: Actor) -> None:
    """Project the definition into the rows that names are searched in."""
    api.apply_unit_set(
        set_code=definition.code,
        body=definition.body,
        effective_from=definition.effective_from,
        effective_to=definition.effective_to,
        actor=actor,
    )


def check_calendar(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Hours hold, what it extends is there, one calendar is the default."""
    base = catalogue.find("calendar", definition.body.get("extends", ""))
    others = [other.body for other in catalogue.all("calendar")]
    for pointer, message in api.check_calendar(definition.body, base=base.body if base else None, others=others):
        yield definition.problem(pointer, message)


def check_code_list(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Codes are single and parents are there."""
    for pointer, message in api.check_code_list(definition.body):
        yield definition.problem(pointer, message)


KINDS: tuple[Kind, ...] = (
    Kind(
        code="unit_set",
        title="Đơn vị hành chính",
        pattern="units/*.yaml",
        schema=SCHEMAS / "unit_set.json",
        check=check_unit_set,
        apply=apply_unit_set,
    ),
    Kind(
        code="calendar",
        title="Lịch làm việc",
        pattern="calendars/*.yaml",
        schema=SCHEMAS / "calendar.json",
        check=check_calendar,
    ),
    Kind(
        code="code_list",
        title="Danh mục mã",
        pattern="code_lists/*.yaml",
        schema=SCHEMAS / "code_list.json",
        check=check_code_list,
    ),
)
