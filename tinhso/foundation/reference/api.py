"""Look up units, calendars and code lists as of a day (today when not said)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.reference import queries
from tinhso.foundation.reference.actions.apply_unit_set import apply_unit_set as _apply_unit_set
from tinhso.foundation.reference.actions.find_units import find_units as _find_units
from tinhso.foundation.reference.domain.calendars import calendar_from
from tinhso.foundation.reference.domain.checks import wrong_calendar, wrong_code_list, wrong_units
from tinhso.foundation.reference.domain.code_lists import code_list_from
from tinhso.foundation.reference.errors import CalendarNotFound, UnitNotFound
from tinhso.foundation.reference.types import Calendar, CodeList, Tier, Unit, UnitMatch
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import today

__all__ = [
    "apply_unit_set",
    "calendar_of_definition",
    "check_calendar",
    "check_code_list",
    "check_units",
    "find_units",
    "get_calendar",
    "get_calendar_by_code",
    "get_code_list",
    "get_unit",
    "get_units",
    "list_calendars",
    "list_communes",
    "list_districts",
    "list_provinces",
    "place_name",
    "successions",
    "successors_of",
    "unit_path",
]


def get_calendar(agency_code: str | None = None, *, on: date | None = None) -> Calendar:
    """The calendar an agency works by: its own, else that of the agency above it, else the default one.

    Reads which calendar an agency has from the kind `agency_tree` (either form of its code). Raises CalendarNotFound.
    """
    day = on or today()
    code = _calendar_code(agency_code, day) if agency_code is not None else None
    if code is None:
        return _default_calendar(day)
    return get_calendar_by_code(code, on=day)


def get_calendar_by_code(code: str, *, on: date | None = None) -> Calendar:
    """The calendar with that code. Raises CalendarNotFound."""
    day = on or today()
    version = definitions.find("calendar", code, on=day)
    if version is None:
        raise CalendarNotFound(f"Chưa có lịch làm việc “{code}” có hiệu lực ngày {day:%d/%m/%Y}.")
    return _calendar(version.id, _base_id(version.body, day))


def list_calendars(*, on: date | None = None) -> tuple[Calendar, ...]:
    """All calendars in force, by code."""
    day = on or today()
    return tuple(get_calendar_by_code(version.code, on=day) for version in definitions.list_current("calendar", on=day))


def calendar_of_definition(body: Mapping[str, Any], *, base: Mapping[str, Any] | None = None) -> Calendar:
    """The calendar that a definition's body (not yet applied) would give, for previews. Raises ValueError."""
    return calendar_from(body, base)


def calendars_extending(code: str, *, base: Mapping[str, Any] | None = None) -> tuple[Calendar, ...]:
    """The calendars in force that extend this one, which change with it; with `base` (not yet applied) as they would be."""
    versions = [one for one in definitions.list_current("calendar") if one.body.get("extends") == code]
    if base is None:
        return tuple(get_calendar_by_code(version.code) for version in versions)
    return tuple(calendar_from(version.body, base) for version in versions)


def get_unit(code: str, on: date | None = None) -> Unit:
    """The unit with that code on that day. Raises UnitNotFound."""
    row = queries.unit_row(code, on or today())
    if row is None:
        raise UnitNotFound(f"Không có đơn vị hành chính mã {code} vào ngày {(on or today()):%d/%m/%Y}.")
    return queries.unit_of(row)


def get_units(codes: set[str], on: date | None = None) -> dict[str, Unit]:
    """The units of those codes that stood that day, by code; unknown codes are left out. One query."""
    return {row.code: queries.unit_of(row) for row in queries.standing(on or today()).filter(code__in=codes)}


def unit_path(code: str, on: date | None = None) -> str:
    """The name with what it lies in: "Xã X, Tỉnh Y" (three tiers: "Xã X, Huyện H, Tỉnh Y"). Raises UnitNotFound."""
    row = queries.unit_row(code, on or today())
    if row is None:
        raise UnitNotFound(f"Không có đơn vị hành chính mã {code} vào ngày {(on or today()):%d/%m/%Y}.")
    return row.path


def place_name(code: str, on: date | None = None) -> str:
    """The bare name, as papers are dated from: "An Hội" of "Phường An Hội". Raises UnitNotFound."""
    return get_unit(code, on).name


def list_provinces(on: date | None = None) -> tuple[Unit, ...]:
    """The provinces of that day, by code."""
    rows = queries.standing(on or today()).filter(tier=Tier.PROVINCE.value).order_by("code")
    return tuple(queries.unit_of(row) for row in rows)


def list_districts(province_code: str, on: date | None = None) -> tuple[Unit, ...]:
    """The districts of a province, by code; none since districts were abolished."""
    rows = queries.standing(on or today()).filter(tier=Tier.DISTRICT.value, province_code=province_code)
    return tuple(queries.unit_of(row) for row in rows.order_by("code"))


def list_communes(province_code: str, on: date | None = None, *, district_code: str | None = None) -> tuple[Unit, ...]:
    """The communes of a province (or of one of its districts), by code."""
    rows = queries.standing(on or today()).filter(tier=Tier.COMMUNE.value, province_code=province_code)
    if district_code is not None:
        rows = rows.filter(parent_code=district_code)
    return tuple(queries.unit_of(row) for row in rows.order_by("code"))


def find_units(
    text: str, on: date | None = None, *, limit: int = 20, province_code: str | None = None
) -> tuple[UnitMatch, ...]:
    """Units of that day by what somebody types: "ca mau", "P. An Hội", "xa phu quoi, vinh long", a name of before a
    merger (then `formerly` tells the old unit). Marks, and where a tone is written, do not matter; typed marks rank
    first."""
    return _find_units(text=text, on=on or today(), limit=limit, province_code=province_code)


def successors_of(code: str, *, was_on: date, on: date | None = None) -> tuple[Unit, ...]:
    """The units that stand for what was unit `code` on `was_on`, the one that took most first; itself when it still
    stands unchanged. Raises UnitNotFound."""
    day = on or today()
    old = get_unit(code, was_on)
    if old.valid_to is None or old.valid_to >= day:
        return (old,)
    if not old.successors:
        same = queries.standing(day).filter(code=code).first()
        return (queries.unit_of(same),) if same is not None else ()
    units = get_units(set(old.successors), day)
    return tuple(units[successor] for successor in old.successors if successor in units)


def successions(last_day: date) -> dict[str, tuple[str, ...]]:
    """Communes that end with that day → who stands for each from the next, the one that took most first; () = nobody."""
    ended = queries.standing(last_day).filter(tier=Tier.COMMUNE.value, valid_to=last_day)
    after = set(queries.standing(last_day + timedelta(days=1)).values_list("code", flat=True))
    return {
        row.code: tuple(code for code in (row.successors or [row.code]) if code in after)
        for row in ended.order_by("code")
    }


def get_code_list(code: str, on: date | None = None) -> CodeList:
    """A code list with the entries that hold that day. Raises NoDefinition."""
    day = on or today()
    return _code_list(definitions.get("code_list", code, on=day).id, day)


def apply_unit_set(
    *, set_code: str, body: Mapping[str, Any], effective_from: date, effective_to: date | None, actor: Actor
) -> int:
    """Project a definition of units into rows, called while it is applied; returns how many units."""
    return _apply_unit_set(
        set_code=set_code, body=body, effective_from=effective_from, effective_to=effective_to, actor=actor
    )


def check_units(body: Mapping[str, Any], *, others: Collection[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What is wrong with a definition of units: (JSON pointer, sentence); `others` = every set checked with it."""
    return list(wrong_units(body, others))


def check_calendar(
    body: Mapping[str, Any], *, base: Mapping[str, Any] | None, others: Collection[Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """What is wrong with a calendar's definition; `base` = the one it extends, `others` = every calendar."""
    return list(wrong_calendar(body, base, others))


def check_code_list(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a code list's definition."""
    return list(wrong_code_list(body))


def _calendar_code(agency_code: str, day: date) -> str | None:
    for tree in definitions.list_current("agency_tree", on=day):
        found = _calendars_of_tree(tree.id).get(agency_code)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=64)
def _calendars_of_tree(version_id: UUID) -> Mapping[str, str]:
    """Agency code, both forms, → calendar code, inherited from above; versions never change, so neither does this."""
    agencies = {agency["code"]: agency for agency in definitions.get_version(version_id).body["agencies"]}
    found: dict[str, str] = {}
    for code, agency in agencies.items():
        above: Mapping[str, Any] | None = agency
        seen: set[str] = set()
        while above is not None and "calendar" not in above and above["code"] not in seen:
            seen.add(above["code"])
            above = agencies.get(above.get("parent", ""))
        if above is not None and "calendar" in above:
            found[code] = above["calendar"]
            if "legacy_code" in agency:
                found[agency["legacy_code"]] = above["calendar"]
    return found


def _default_calendar(day: date) -> Calendar:
    versions = definitions.list_current("calendar", on=day)
    version = next((version for version in versions if version.body.get("default")), None)
    if version is None:
        raise CalendarNotFound(f"Chưa có lịch làm việc mặc định có hiệu lực ngày {day:%d/%m/%Y}.")
    return _calendar(version.id, _base_id(version.body, day))


def _base_id(body: Mapping[str, Any], day: date) -> UUID | None:
    if "extends" not in body:
        return None
    return definitions.get("calendar", body["extends"], on=day).id


@lru_cache(maxsize=256)
def _calendar(version_id: UUID, base_id: UUID | None) -> Calendar:
    base = definitions.get_version(base_id).body if base_id is not None else None
    return calendar_from(definitions.get_version(version_id).body, base)


@lru_cache(maxsize=1024)
def _code_list(version_id: UUID, day: date) -> CodeList:
    return code_list_from(definitions.get_version(version_id).body, day)
