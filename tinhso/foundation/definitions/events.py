"""What the definitions module publishes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class DefinitionApplied(Event):
    """A version of a definition was written and is in force from its date."""

    name: ClassVar[str] = "definition.applied"
    version_id: UUID
    kind: str
    code: str
    effective_from: str
    revision: int
