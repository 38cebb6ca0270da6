"""What a definition file becomes, and what is said about one that is wrong."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from tinhso.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong: the file, the line in it, the JSON pointer, the sentence (Vietnamese)."""

    file: str
    line: int
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.pointer or '/'}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One definition as read: the envelope, the whole body as JSON values, and where each value stands."""

    kind: str
    code: str
    title: str
    effective_from: date
    effective_to: date | None
    body: Mapping[str, Any]
    file: str
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict, repr=False, compare=False)

    def problem(self, pointer: str, message: str) -> Problem:
        """A problem at a pointer of this body, with the file and line of the nearest written value."""
        where = pointer
        while where not in self.places and where:
            where = where.rpartition("/")[0]
        file, line = self.places.get(where, (self.file, 1))
        return Problem(file=file, line=line, pointer=pointer, message=message)


class Catalogue(Protocol):
    """All definitions that are checked together."""

    def all(self, kind: str) -> tuple[Definition, ...]: ...

    def find(self, kind: str, code: str) -> Definition | None: ...


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What applying a definition does to what is there already, in a sentence; a gap is what it must not leave behind."""

    words: str
    is_gap: bool = False


Check = Callable[[Definition, Catalogue], Iterable[Problem]]
# Projects an applied definition into rows of its module: (definition, version id, actor).
Apply = Callable[[Definition, UUID, Actor], None]
# Asked inside the applying transaction, when the kinds it depends on are already projected; writes nothing.
Foresee = Callable[[Definition], Iterable[Consequence]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of definition: where its files are, what they look like, what else must hold, what applying does."""

    code: str
    pattern: str
    schema: Path
    title: str = ""
    check: Check | None = None
    apply: Apply | None = None
    foresee: Foresee | None = None
    depends_on: tuple[str, ...] = ()
    # The key of a file's body that names a file beside it: its bytes (base64, at `content`) are a part of the version.
    attaches: str = ""

    @property
    def is_folder(self) -> bool:
        return self.pattern.endswith("/")
