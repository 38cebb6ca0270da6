"""The definition kinds of reference data: units, calendars, code lists."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from tinhso.foundation.reference import api
from tinhso.foundation.reference.domain.calendars import calendar_from
from tinhso.foundation.reference.domain.unit_sets import unit_codes, units_of
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

SCHEMAS = Path(__file__).parent / "schemas"


def check_unit_set(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Names begin with what the unit is; codes are single; a successor stands in some set of units."""
    body = definition.body
    try:
        units = list(units_of(body, valid_from=definition.effective_from, valid_to=definition.effective_to))
    except ValueError as wrong:
        yield definition.problem("/province", str(wrong))
        return
    for code, times in Counter(unit.code for unit in units).items():
        if times > 1:
            yield definition.problem("/districts", f"mã {code} được dùng cho {times} đơn vị")
    if not body.get("successors"):
        return
    own = {unit.code for unit in units}
    known = {code for other in catalogue.all("unit_set") for code in unit_codes(other.body)}
    for code, successors in body["successors"].items():
        if code not in own:
            yield definition.problem(f"/successors/{code}", f"mã {code} không có trong tệp này")
        for successor in successors:
            if successor not in known:
                yield definition.problem(f"/successors/{code}", f"không có đơn vị kế thừa mã {successor}")


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
    """Hours hold, what it extends is there and extends nothing itself, one calendar is the default."""
    body = definition.body
    base = None
    if "extends" in body:
        base = catalogue.find("calendar", body["extends"])
        if base is None or "extends" in base.body:
            yield definition.problem("/extends", f"không có lịch gốc “{body['extends']}” để mở rộng")
            return
    defaults = {other.code for other in catalogue.all("calendar") if other.body.get("default")}
    if body.get("default") and len(defaults) > 1:
        yield definition.problem("/default", f"nhiều lịch cùng là mặc định: {', '.join(sorted(defaults))}")
    try:
        calendar = calendar_from(body, base.body if base else None)
        for year in range(*(calendar.known or (0, 0))):
            calendar.is_working(date(year, 1, 1))
    except ValueError as wrong:
        yield definition.problem("/hours", f"lịch không dùng được: {wrong}")


def check_code_list(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """Codes are single and a parent is an entry of the same list."""
    codes = Counter(entry["code"] for entry in definition.body["entries"])
    for index, entry in enumerate(definition.body["entries"]):
        if codes[entry["code"]] > 1:
            yield definition.problem(f"/entries/{index}/code", f"mã {entry['code']} lặp lại")
        if entry.get("parent") is not None and entry["parent"] not in codes:
            yield definition.problem(f"/entries/{index}/parent", f"không có mục cha {entry['parent']}")


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
