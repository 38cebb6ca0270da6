"""What the importer understood of one national record. A value it did not understand is None and has a note."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ParsedTerm:
    """One line of the table "Cách thức thực hiện". `fee` is in đồng; None where the source does not say."""

    channel: str
    case: str | None
    value: int | float | None
    unit: str | None
    fee: int | None
    fee_text: str | None = None
    fee_note: str | None = None
    description: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedComponent:
    """One paper. `originals` and `copies` are None where the number is glued to the text before it."""

    case: str | None
    title: str
    originals: int | None
    copies: int | None
    templates: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedResult:
    title: str
    code: str | None


@dataclass(frozen=True)
class ParsedAct:
    """One act of the legal basis. `number` as the source writes it."""

    title: str
    number: str | None


@dataclass(frozen=True)
class Contradiction:
    """Two places of one record that do not agree. Nothing is corrected: a person decides."""

    kind: str
    message: str
    table: str
    text: str


@dataclass(frozen=True)
class FieldNote:
    field: str
    message: str


@dataclass(frozen=True)
class ParsedRecord:
    """One national record in structure; the raw strings are kept beside it by the caller."""

    code: str
    name: str
    field: str | None
    decision: str | None
    kind: str | None
    levels: tuple[str, ...]
    subjects: tuple[str, ...]
    terms: tuple[ParsedTerm, ...]
    components: tuple[ParsedComponent, ...]
    results: tuple[ParsedResult, ...]
    legal_basis: tuple[ParsedAct, ...]
    agencies: tuple[str, ...] = ()
    authority: str | None = None
    receiving_address: str | None = None
    steps: str | None = None
    conditions: str | None = None
    keywords: tuple[str, ...] = ()
    description: str | None = None
    contradictions: tuple[Contradiction, ...] = ()
    notes: tuple[FieldNote, ...] = ()
    understood: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The record as plain JSON (dicts, lists, strings, numbers, None)."""
        return asdict(self)
