"""Diagram → BPMN 2.0 XML with its drawing."""

from xml.etree import ElementTree as ET

from tinhso.engines.workflow.domain.diagram import Diagram, Node, NodeKind, Step
from tinhso.engines.workflow.domain.layout import Box, place_nodes, route_flows
from tinhso.engines.workflow.domain.names import BPMNDI, DC, DI, PREFIXES, XSI, bpmn, tinhso


def write_bpmn(diagram: Diagram, *, with_drawing: bool = True) -> str:
    """The XML text; the same diagram always gives the same text."""
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(bpmn("definitions"), {"id": "definitions", "targetNamespace": "urn:tinhso:process"})
    process = ET.SubElement(root, bpmn("process"), {"id": diagram.id, "isExecutable": "true"})
    _write_facts(process, diagram)
    for node in diagram.nodes.values():
        _write_node(process, diagram, node)
    for flow in diagram.flows:
        attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        if flow.name:
            attributes["name"] = flow.name
        element = ET.SubElement(process, bpmn("sequenceFlow"), attributes)
        if flow.condition:
            expression = ET.SubElement(
                element, bpmn("conditionExpression"), {f"{{{XSI}}}type": "bpmn:tFormalExpression"}
            )
            expression.text = flow.condition
    if with_drawing:
        _write_drawing(root, diagram)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _write_facts(process: ET.Element, diagram: Diagram) -> None:
    if not diagram.facts:
        return
    extensions = ET.SubElement(process, bpmn("extensionElements"))
    for fact in diagram.facts.values():
        attributes = {"name": fact.name, "type": fact.type.value}
        if fact.source:
            attributes["from"] = fact.source
        if fact.default is not None:
            attributes["default"] = str(fact.default).lower() if isinstance(fact.default, bool) else str(fact.default)
        ET.SubElement(extensions, tinhso("fact"), attributes)


def _write_node(process: ET.Element, diagram: Diagram, node: Node) -> None:
    attributes = {"id": node.id}
    if node.name:
        attributes["name"] = node.name
    if node.default:
        attributes["default"] = node.default
    if node.end:
        attributes[tinhso("end")] = node.end
    element = ET.SubElement(process, bpmn(node.kind.value), attributes)
    if node.kind is NodeKind.TASK:
        _write_step(element, diagram.steps[node.id])
    for flow in diagram.incoming(node.id):
        ET.SubElement(element, bpmn("incoming")).text = flow.id
    for flow in diagram.outgoing(node.id):
        ET.SubElement(element, bpmn("outgoing")).text = flow.id


def _write_step(element: ET.Element, step: Step) -> None:
    element.set(tinhso("role"), step.role)
    element.set(tinhso("place"), step.place)
    if step.does:
        element.set(tinhso("does"), " ".join(step.does))
    if step.term_value is not None:
        element.set(tinhso("termValue"), str(step.term_value))
        element.set(tinhso("termUnit"), step.term_unit)
    if step.moves_value is not None:
        element.set(tinhso("movesValue"), str(step.moves_value))
    words = {
        "note": step.note,
        "otherThan": " ".join(step.other_than),
        "consults": step.consults,
        "movesUnit": step.moves_unit,
        "movesOutcome": step.moves_outcome,
    }
    for name, value in words.items():
        if value:
            element.set(tinhso(name), value)
    _write_outcomes(element, step)


def _write_outcomes(element: ET.Element, step: Step) -> None:
    extensions = ET.SubElement(element, bpmn("extensionElements"))
    for outcome in step.outcomes:
        attributes = {"code": outcome.code, "title": outcome.title}
        if outcome.does != step.does:
            attributes["does"] = " ".join(outcome.does)
        if outcome.decision:
            attributes["decision"] = outcome.decision
        if outcome.needs_reason:
            attributes["needsReason"] = "true"
        if outcome.end:
            attributes["end"] = outcome.end
        button = ET.SubElement(extensions, tinhso("outcome"), attributes)
        for guard in outcome.only_if:
            ET.SubElement(button, tinhso("onlyIf"), {"when": guard.when, "words": guard.words})


def _write_drawing(root: ET.Element, diagram: Diagram) -> None:
    drawing = ET.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "drawing"})
    plane = ET.SubElement(drawing, f"{{{BPMNDI}}}BPMNPlane", {"id": "plane", "bpmnElement": diagram.id})
    boxes = place_nodes(diagram)
    for node in diagram.nodes.values():
        attributes = {"id": f"{node.id}_di", "bpmnElement": node.id}
        if node.kind is NodeKind.CHOICE:
            attributes["isMarkerVisible"] = "true"
        shape = ET.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", attributes)
        _write_bounds(shape, boxes[node.id])
    ways = route_flows(diagram, boxes)
    for flow in diagram.flows:
        edge = ET.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{flow.id}_di", "bpmnElement": flow.id})
        for x, y in ways[flow.id]:
            ET.SubElement(edge, f"{{{DI}}}waypoint", {"x": str(x), "y": str(y)})


def _write_bounds(shape: ET.Element, box: Box) -> None:
    ET.SubElement(
        shape, f"{{{DC}}}Bounds", {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(box.height)}
    )
