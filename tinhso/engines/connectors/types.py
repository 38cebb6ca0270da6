"""Public shapes of connectors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from tinhso.kernel.http import Answer


class Meaning(StrEnum):
    """What an answer comes to, by the definition's lists of codes."""

    YES = "yes"
    NOTHING = "nothing"
    KNOWN = "known"
    AGAIN = "again"
    SIGNED_OUT = "signed_out"
    NO = "no"


class Stage(StrEnum):
    """How far the partner has got with a record, whatever number it gives that."""

    RECEIVED = "received"
    SUPPLEMENT = "supplement"
    WORKING = "working"
    DONE = "done"
    REFUSED = "refused"

    @property
    def words(self) -> str:
        return _STAGES[self]

    @property
    def is_final(self) -> bool:
        return self in (Stage.DONE, Stage.REFUSED)


_STAGES = {
    Stage.RECEIVED: "bên ngành đã nhận",
    Stage.SUPPLEMENT: "bên ngành yêu cầu bổ sung",
    Stage.WORKING: "bên ngành đang xử lý",
    Stage.DONE: "bên ngành đã hoàn thành",
    Stage.REFUSED: "bên ngành báo lỗi hoặc từ chối",
}


@dataclass(frozen=True, kw_only=True)
class RecordField:
    """A field as the partner takes it. `codes`: our value → its code; `like`: how a date is written there (strftime)."""

    name: str
    kind: str = "text"
    is_required: bool = False
    longest: int = 500
    codes: Mapping[str, str] = field(default_factory=dict)
    like: str = "%d/%m/%Y"


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is handed over: its fields in the partner's order, and fixed values beside them."""

    code: str
    title: str
    fields: tuple[RecordField, ...]
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One call: `{name}` in the path, the query and the body stands for a parameter; `reads`: our name → path in the answer.

    `needs`: what a yes must carry; without it the partner contradicts itself.
    """

    name: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    reads: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Where code and words stand in an answer and what the codes mean; `advice`: code → what the operator does."""

    code_at: str = ""
    words_at: str = ""
    ok: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    signed_out: frozenset[str] = frozenset()
    advice: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Connector:
    """A partner's interface in the version in force."""

    version_id: UUID | None
    code: str
    title: str
    keeper: str
    address: str
    sign_in: str
    token_address: str
    header: str
    operations: Mapping[str, Operation]
    answers: Answers
    records: Mapping[str, Record] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    # Our agency code → the partner's, where it has another.
    agencies: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 30.0
    largest: int = 1_000_000
    clocks_apart: timedelta = timedelta(minutes=5)
    retry_minutes: tuple[int, ...] = (1, 5, 15, 60, 240)
    ask_minutes: int = 30

    @property
    def pushes(self) -> bool:
        """Whether records are handed over to it; the others are only asked."""
        return bool(self.records)


@dataclass(frozen=True, kw_only=True)
class Value:
    """An answer of a form in both shapes: as it is kept, and in words."""

    raw: Any
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a partner said: the values that the operation reads, "" for what is not there. None of them when it knows nothing."""

    meaning: Meaning
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_found(self) -> bool:
        return self.meaning is not Meaning.NOTHING


@dataclass(frozen=True, kw_only=True)
class Report:
    """How a connector stands: what is wrong, each with what to do; nothing when it can be used."""

    code: str
    title: str
    problems: tuple[str, ...] = ()


class Transport(Protocol):
    """Carries one call to the partner, signed in as the definition says. Raises NotReached, Uncertain, NotSetUp."""

    def exchange(
        self, connector: Connector, method: str, path: str, query: Mapping[str, str], body: bytes
    ) -> Answer: ...

    def forget(self, connector: Connector) -> None:
        """Sign in anew with the next call."""

    def problems(self, connector: Connector) -> list[str]:
        """What of our own keeps this partner from being called."""

    def check_config(self) -> list[str]: ...


class Shelf(Protocol):
    """Where a simulator keeps what it was told: coded facts by a key."""

    def read(self) -> dict[str, Any]: ...

    def write(self, kept: Mapping[str, Any]) -> None: ...


class Simulator(Protocol):
    """A partner that plays along, written from its own papers and not from our definition of it."""

    def handle(
        self, method: str, path: str, query: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, Any]]: ...
