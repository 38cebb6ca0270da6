"""A definition's `process` body → what can run. Pure, no database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tinhso.engines.workflow.domain.bpmn_read import place_of, read_bpmn
from tinhso.engines.workflow.domain.bpmn_write import write_bpmn
from tinhso.engines.workflow.domain.checks import check_diagram
from tinhso.engines.workflow.domain.diagram import Diagram, Fact, Finding, Findings
from tinhso.engines.workflow.domain.steps import read_facts, read_steps
from tinhso.engines.workflow.types import ProcessProblem


@dataclass(frozen=True)
class Compiled:
    """The XML to keep, its graph, and the problems; with problems the XML may be empty.

    `place` tells where in the body an element of the graph was written.
    """

    xml: str
    diagram: Diagram
    problems: tuple[ProcessProblem, ...]
    place: Callable[[str], str] = place_of


def compile_body(body: Mapping[str, object]) -> Compiled:
    """`body` is the content of steps.yaml, or `{"bpmn": "<xml…>"}`."""
    if set(body) == {"bpmn"}:
        xml = body["bpmn"]
        if not isinstance(xml, str):
            wrong = ProcessProblem("/bpmn", "bpmn: phải là văn bản XML")
            return Compiled("", Diagram(id="", nodes={}, flows=(), steps={}), (wrong,))
        return read_xml(xml)
    diagram, found, places = read_steps(body)

    def place(element: str) -> str:
        return places.get(element, "")

    problems = _told(found) or _about(check_diagram(diagram), place)
    if problems:
        return Compiled("", diagram, problems)
    xml = write_bpmn(diagram)
    if read_bpmn(xml)[0] != diagram:  # a character that XML cannot hold
        return Compiled("", diagram, (ProcessProblem("", "quy trình có ký tự điều khiển không được phép"),))
    return Compiled(xml, diagram, (), place)


def _told(findings: Iterable[Finding]) -> tuple[ProcessProblem, ...]:
    return tuple(ProcessProblem(pointer, sentence) for pointer, sentence in findings)


def _about(findings: Iterable[Finding], place: Callable[[str], str]) -> tuple[ProcessProblem, ...]:
    """Findings about elements of the graph, told where the element was written."""

    def pointer(subject: str) -> str:
        element, slash, key = subject.partition("/")
        return f"{place(element)}{slash}{key}"

    return tuple(ProcessProblem(pointer(subject), sentence) for subject, sentence in findings)


def declared_facts(body: Mapping[str, object]) -> Mapping[str, Fact]:
    """The facts of a body that passed the check, without compiling it."""
    xml = body.get("bpmn")
    return _facts_of_xml(xml) if isinstance(xml, str) else read_facts(body.get("facts") or {}, Findings())


@lru_cache(maxsize=256)
def _facts_of_xml(xml: str) -> Mapping[str, Fact]:
    return read_bpmn(xml)[0].facts


def read_xml(xml: str) -> Compiled:
    """The same for BPMN, drawn or stored."""
    diagram, found, clean = read_bpmn(xml)
    problems = _told(found) or _about(check_diagram(diagram), place_of)
    return Compiled(clean, diagram, problems)
