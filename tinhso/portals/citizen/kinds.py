"""The definition kind ``citizen_home``: the tasks and life events a province puts first."""

from pathlib import Path

from tinhso.kernel.definitions.types import Kind

KINDS: tuple[Kind, ...] = (
    Kind(
        code="citizen_home",
        title="Trang chủ của người dân",
        pattern="portals/*.yaml",
        schema=Path(__file__).parent / "schemas" / "citizen_home.json",
    ),
)
