"""Public shapes of forms: the compiled form, its conditions, drafts and papers. Nothing here knows Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

DraftId = NewType("DraftId", UUID)
Owner = tuple[str, UUID]


class FieldKind(StrEnum):
    """What one question asks for; decides the boxes on the page and how the typed text becomes a value."""

    TEXT = "text"
    PERSON_NAME = "person_name"
    PERSONAL_NUMBER = "personal_number"
    OLD_ID_NUMBER = "old_id_number"
    PASSPORT_NUMBER = "passport_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    TIME = "time"
    VND = "vnd"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    CODE_LIST = "code_list"
    ADDRESS = "address"


@dataclass(frozen=True)
class Choice:
    code: Any
    title: str


@dataclass(frozen=True)
class FieldRef:
    """The value of another field, as the right-hand side of a comparison."""

    path: str


@dataclass(frozen=True)
class Compare:
    """`path` compared by `op` (is, is_not, in, answered, more_than, less_than, at_least, at_most) with `value`.

    A path with a leading dot is looked up in the item of the repeating group that is being asked.
    """

    path: str
    op: str
    value: Any


@dataclass(frozen=True)
class Every:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Either:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    part: "Condition"


Condition = Compare | Every | Either | Not


@dataclass(frozen=True)
class Field:
    """One question as the schema has it. `path` is dotted; inside a repeating group it is the name within the item."""

    path: str
    kind: FieldKind
    title: str
    schema: Mapping[str, Any] = field(hash=False, compare=False)
    hint: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    code_list: str = ""
    unit: str = ""
    when: str = ""
    prefill: tuple[str, ...] = ()
    is_identifier: bool = False
    agrees_with: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def max_length(self) -> int | None:
        length = self.schema.get("maxLength")
        return length if isinstance(length, int) else None


@dataclass(frozen=True)
class Asked:
    """A field as one page asks it: its label and hint there, and when."""

    field: Field
    label: str
    hint: str = ""
    show_when: Condition | None = None
    widget: str = ""
    width: int = 0


@dataclass(frozen=True)
class Repeat:
    """A repeating group: items between `minimum` and `maximum`, each asked on a page of its own."""

    group: str
    item: str
    add: str
    summary: tuple[str, ...]
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Topic:
    """One page of questions (or one repeating group)."""

    code: str
    title: str
    asked: tuple[Asked, ...]
    section: str = ""
    hint: str = ""
    help_title: str = ""
    help_text: str = ""
    show_when: Condition | None = None
    repeat: Repeat | None = None
    asks_when_prefilled: bool = False
    prefill_when: Condition | None = None


@dataclass(frozen=True)
class Check:
    """A rule between fields: unless `must` holds, `message` is shown at the field `at`."""

    must: Condition
    at: str
    message: str


@dataclass(frozen=True)
class PaperRule:
    """Limits of one component's files."""

    code: str
    hint: str = ""
    max_files: int = 10
    max_megabytes: int = 20
    accept: tuple[str, ...] = ("pdf", "photo")
    show_when: Condition | None = None


@dataclass(frozen=True, eq=False)
class Form:
    """A compiled form.

    `api_schema` is the JSON Schema 2020-12 to publish; `structure` validates values without conditions. `cosigners`
    are the sections that describe people who sign together.
    """

    sha256: str
    topics: tuple[Topic, ...]
    checks: tuple[Check, ...]
    paper_rules: Mapping[str, PaperRule] = field(hash=False)
    structure: Mapping[str, Any] = field(hash=False, compare=False)
    api_schema: Mapping[str, Any] = field(hash=False, compare=False)
    minutes: int | None = None
    declaration: str = ""
    cosigners: tuple[str, ...] = ()

    def topic(self, code: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.code == code), None)


@dataclass(frozen=True)
class Line:
    """One answer in words; `masked` shows only the last characters of a person's numbers, for screens."""

    label: str
    value: str
    masked: str

    @property
    def is_masked(self) -> bool:
        return self.masked != self.value


@dataclass(frozen=True)
class Part:
    """A topic with its answers in words."""

    title: str
    lines: tuple[Line, ...]


class BlankKind(StrEnum):
    """How much room a question takes on paper."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    ITEM = "item"


@dataclass(frozen=True)
class BlankLine:
    """One question on paper. `options` are (title, ticked); of an ITEM each title heads one column of a list."""

    label: str
    kind: BlankKind
    value: str = ""
    note: str = ""
    options: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class BlankPart:
    """A topic on paper."""

    title: str
    lines: tuple[BlankLine, ...]
    note: str = ""


@dataclass(frozen=True)
class Prefilled:
    """A value that the platform knows: where from ("kho dữ liệu", "CSDL dân cư") and as of which day."""

    value: Any
    source: str
    as_of: date


@dataclass(frozen=True)
class HeldItem:
    """An item of the vault that stands for a paper: it need not be handed in."""

    item_id: UUID
    title: str
    as_of: date | None = None


@dataclass(frozen=True)
class PaperSpec:
    """One component as the applicant is asked for it.

    `required_when`: None = always; a condition of ours, or {answers, case, channel} as in `procedure.yaml`: asked for
    only
    when it holds; plain words: shown, and the paper is optional.
    """

    code: str
    title: str
    note: str = ""
    originals: int = 0
    copies: int = 0
    required_when: Mapping[str, Any] | str | None = field(default=None, hash=False)
    held: HeldItem | None = None


@dataclass(frozen=True)
class PaperFile:
    """A file given for a paper; `file_id` is the id of `foundation.files`."""

    id: UUID
    file_id: UUID
    name: str
    media_type: str
    size: int
    pages: int | None
    sha256: str


class PaperState(StrEnum):
    HELD = "held"
    GIVEN = "given"
    MISSING = "missing"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Paper:
    """A component of this draft with its files and whether it is still owed."""

    spec: PaperSpec
    rule: PaperRule
    state: PaperState
    files: tuple[PaperFile, ...] = ()


class TopicState(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    KNOWN = "known"
    HIDDEN = "hidden"


class DraftState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Draft:
    """A draft as its owner left it.

    `data` holds only answers to questions that are asked: what will be submitted. `answers` also keeps those hidden
    by a
    later answer, so that changing one's mind loses nothing. `typed` is what was typed on a page that nobody has saved
    yet: page → box → texts, unchecked.
    """

    id: DraftId
    owner: Owner
    procedure_version_id: UUID
    title: str
    data: Mapping[str, Any] = field(hash=False)
    answers: Mapping[str, Any] = field(hash=False)
    sources: Mapping[str, Prefilled] = field(hash=False)
    papers: tuple[Paper, ...]
    topic_states: Mapping[str, TopicState] = field(hash=False)
    item_keys: Mapping[str, tuple[str, ...]] = field(hash=False)
    state: DraftState
    is_complete: bool
    next_url: str
    created_at: datetime
    saved_at: datetime
    expires_at: datetime
    typed: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, hash=False)

    @property
    def files(self) -> Mapping[str, tuple[PaperFile, ...]]:
        """Files by component code."""
        return {paper.spec.code: paper.files for paper in self.papers if paper.files}

    @property
    def held(self) -> Mapping[str, UUID]:
        """Vault items that stand for papers, by component code."""
        return {p.spec.code: p.spec.held.item_id for p in self.papers if p.spec.held is not None}


@dataclass(frozen=True)
class DraftSummary:
    """A line of "hồ sơ đang làm": no answers in it."""

    id: DraftId
    procedure_version_id: UUID
    title: str
    saved_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class FormProblem:
    """A mistake in a form's definition; `pointer` is a JSON pointer into {"schema", "ui"}."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}"
