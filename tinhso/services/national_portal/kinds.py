"""The definition kinds `national_portal` (how the portal is talked to) and `national_intake` (its filings as ours)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem

# An address is one field of a form; its parts are the platform's.
_ADDRESS = {"province_code", "commune_code", "street"}


def _check_intake(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    """Every answer and paper that is mapped to stands in the procedure."""
    procedure = catalogue.find("procedure", definition.code)
    if procedure is None:
        yield definition.problem("/code", f"Không có thủ tục “{definition.code}”.")
        return
    known = {component["code"] for component in procedure.body["components"]}
    for theirs, ours in definition.body.get("components", {}).items():
        if ours not in known:
            yield definition.problem(f"/components/{theirs}", f"Thủ tục không có thành phần “{ours}”.")
    schema = procedure.body.get("form", {}).get("schema")
    for path in (*definition.body["fields"], *definition.body.get("constants", {})):
        if not _has(schema, path):
            yield definition.problem(f"/fields/{path}", f"Tờ khai của thủ tục không có mục “{path}”.")


def _has(schema: Any, path: str) -> bool:
    for name in path.split("."):
        if isinstance(schema, dict) and schema.get("format") == "address":
            return name in _ADDRESS
        schema = schema.get("properties", {}).get(name) if isinstance(schema, dict) else None
    return schema is not None


KINDS = (
    Kind(
        code="national_portal",
        title="Cổng Dịch vụ công quốc gia",
        pattern="rules/national_portal/*.yaml",
        schema=Path(__file__).parent / "schemas" / "national_portal.json",
    ),
    Kind(
        code="national_intake",
        title="Hồ sơ nộp trên Cổng Dịch vụ công quốc gia",
        pattern="exchange/national_intake/*.yaml",
        schema=Path(__file__).parent / "schemas" / "national_intake.json",
        check=_check_intake,
        depends_on=("procedure",),
    ),
)
