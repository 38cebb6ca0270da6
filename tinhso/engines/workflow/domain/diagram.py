"""A process as a graph: what `steps.yaml` and `process.bpmn` both become."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tinhso.engines.workflow.types import Outcome

MAX_STEPS = 200
# What is wrong: the id of the element it is about, with "/key" where it is one key of it ("" = the process), and the
# Vietnamese sentence.
Finding = tuple[str, str]


class Findings(list[Finding]):
    """What a reader finds; each sentence is noted where the reader stands (`at`: a JSON pointer into the body)."""

    at = ""

    def say(self, sentence: str) -> None:
        self.append((self.at, sentence))


class NodeKind(StrEnum):
    START = "startEvent"
    END = "endEvent"
    TASK = "userTask"
    CHOICE = "exclusiveGateway"
    PARALLEL = "parallelGateway"


class FactType(StrEnum):
    BOOLEAN = "boolean"
    NUMBER = "number"
    CODE = "code"
    DATE = "date"


FactValue = bool | int | float | str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A value conditions may look at. `source` is a JSON pointer into what the caller offers."""

    name: str
    type: FactType
    source: str = ""
    default: FactValue | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a user task carries beside its place in the graph."""

    code: str
    title: str
    role: str
    place: str
    does: tuple[str, ...] = ()
    term_value: int | None = None
    term_unit: str = ""
    note: str = ""
    other_than: tuple[str, ...] = ()
    consults: str = ""
    moves_value: int | None = None
    moves_unit: str = ""
    moves_outcome: str = ""
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Node:
    id: str
    kind: NodeKind
    name: str = ""
    default: str = ""
    end: str = ""

    def __str__(self) -> str:
        return f"{self.id} “{self.name}”" if self.name else self.id


@dataclass(frozen=True, kw_only=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """The whole process. Node and flow ids are unique together."""

    id: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    steps: Mapping[str, Step]
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def outgoing(self, node_id: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.source == node_id)

    def incoming(self, node_id: str) -> tuple[Flow, ...]:
        return tuple(flow for flow in self.flows if flow.target == node_id)
