"""What only registers know: codes of code lists, units behind an address. Read through reference, as of today."""

from typing import Any

from tinhso.engines.forms.types import Choice, Field, FieldKind
from tinhso.foundation.definitions.errors import NoDefinition
from tinhso.foundation.reference import api as reference
from tinhso.foundation.reference.errors import UnitNotFound


def look_up(field: Field, value: Any) -> str | None:
    """What is wrong with a code or an address; None when it exists."""
    if field.kind is FieldKind.CODE_LIST:
        known = {choice.code for choice in choices_of(field)}
        return None if value in known else "Hãy chọn một mục trong danh sách."
    if field.kind is FieldKind.ADDRESS:
        return _address_problem(value)
    return None


def choices_of(field: Field) -> tuple[Choice, ...]:
    """The entries to choose from: of the code list, or the field's own."""
    if field.kind is not FieldKind.CODE_LIST:
        return field.choices
    try:
        entries = reference.get_code_list(field.code_list).entries
    except NoDefinition:
        return ()
    return tuple(Choice(entry.code, entry.title) for entry in entries)


def _address_problem(address: Any) -> str | None:
    try:
        commune = reference.get_unit(address["commune_code"])
    except UnitNotFound:
        return "Không có xã, phường mang mã này; hãy chọn lại trong danh sách."
    if commune.province_code != address["province_code"]:
        return "Xã, phường đã chọn không thuộc tỉnh, thành phố đã chọn; hãy chọn lại."
    return None


def with_names(address: dict[str, Any]) -> dict[str, Any]:
    """The address with the names its codes have today: papers and people need words. Unknown codes stay as they are."""
    units = reference.get_units({address.get("province_code", ""), address.get("commune_code", "")})
    named = dict(address)
    for key in ("province", "commune"):
        unit = units.get(address.get(f"{key}_code", ""))
        if unit is not None:
            named[f"{key}_name"] = unit.full_name
    return named
