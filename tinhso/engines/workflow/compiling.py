"""A definition's `process` body → what can run. Pure, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tinhso.engines.workflow.domain.bpmn_read import read_bpmn
from tinhso.engines.workflow.domain.bpmn_write import write_bpmn
from tinhso.engines.workflow.domain.checks import check_diagram
from tinhso.engines.workflow.domain.diagram import Diagram, Fact
from tinhso.engines.workflow.domain.steps import read_facts, read_steps


@dataclass(frozen=True)
class Compiled:
    """The XML to keep, its graph, and the problems; with problems the XML may be empty."""

    xml: str
    diagram: Diagram
    problems: tuple[str, ...]


def compile_body(body: Mapping[str, object]) -> Compiled:
    """`body` is the content of steps.yaml, or `{"bpmn": "<xml…>"}`."""
    if set(body) == {"bpmn"}:
        xml = body["bpmn"]
        if not isinstance(xml, str):
            return Compiled("", Diagram(id="", nodes={}, flows=(), steps={}), ("bpmn: phải là văn bản XML",))
        return read_xml(xml)
    diagram, problems = read_steps(body)
    problems = problems or check_diagram(diagram)
    if problems:
        return Compiled("", diagram, tuple(problems))
    xml = write_bpmn(diagram)
    if read_bpmn(xml)[0] != diagram:  # a character that XML cannot hold
        return Compiled("", diagram, ("quy trình có ký tự điều khiển không được phép",))
    return Compiled(xml, diagram, ())


def declared_facts(body: Mapping[str, object]) -> Mapping[str, Fact]:
    """The facts of a body that passed the check, without compiling it."""
    xml = body.get("bpmn")
    return _facts_of_xml(xml) if isinstance(xml, str) else read_facts(body.get("facts") or {}, [])


@lru_cache(maxsize=256)
def _facts_of_xml(xml: str) -> Mapping[str, Fact]:
    return read_bpmn(xml)[0].facts


def read_xml(xml: str) -> Compiled:
    """The same for BPMN, drawn or stored."""
    diagram, problems, clean = read_bpmn(xml)
    problems = problems or check_diagram(diagram)
    return Compiled(clean, diagram, tuple(problems))
