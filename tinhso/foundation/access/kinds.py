"""The definition kind `role`."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from tinhso.foundation.access import api
from tinhso.kernel.actor import Actor
from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def check_role(definition: Definition, catalogue: Catalogue) -> Iterable[Problem]:
    """An act is granted once in a role: twice would leave a reader guessing which scope holds."""
    seen: set[str] = set()
    for index, grant in enumerate(definition.body["acts"]):
        if grant["act"] in seen:
            yield definition.problem(f"/acts/{index}/act", f"Việc “{grant['act']}” được ghi hai lần.")
        seen.add(grant["act"])


def apply_role(definition: Definition, version_id: UUID, actor: Actor) -> None:
    """Project the definition into the role rows that permissions read."""
    api.apply_role(
        code=definition.code,
        title=definition.title,
        effective_from=definition.effective_from,
        effective_to=definition.effective_to,
        acts=definition.body["acts"],
        actor=actor,
    )


KINDS: tuple[Kind, ...] = (
    Kind(
        code="role",
        title="Vai trò",
        pattern="roles/*.yaml",
        schema=Path(__file__).parent / "schemas" / "role.json",
        check=check_role,
        apply=apply_role,
    ),
)
