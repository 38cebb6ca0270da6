"""The definition kind `lookup_purpose`: what a register of others may be asked for, and by what right."""

from pathlib import Path

from tinhso.kernel.definitions.types import Kind

KINDS = (
    Kind(
        code="lookup_purpose",
        title="Mục đích tra cứu",
        pattern="lookups/*.yaml",
        schema=Path(__file__).parent / "schemas" / "lookup_purpose.json",
    ),
)
