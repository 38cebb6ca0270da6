"""The definition kind `national_portal`: how the portal is talked to and what is told to it."""

from pathlib import Path

from tinhso.kernel.definitions.types import Kind

KINDS = (
    Kind(
        code="national_portal",
        title="Cổng Dịch vụ công quốc gia",
        pattern="rules/national_portal/*.yaml",
        schema=Path(__file__).parent / "schemas" / "national_portal.json",
    ),
)
