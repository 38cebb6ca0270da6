"""BPMN 2.0 XML → Diagram. Only the supported elements are let in; whatever else runs is refused by id and name."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET
from xml.parsers import expat

from tinhso.engines.workflow.domain.diagram import (
    MAX_STEPS,
    Diagram,
    Fact,
    FactType,
    Finding,
    Findings,
    Flow,
    Node,
    NodeKind,
    Step,
)
from tinhso.engines.workflow.domain.names import BPMN, TINHSO, bpmn, tinhso
from tinhso.engines.workflow.domain.steps import CODE, RESERVED, make_fact
from tinhso.engines.workflow.types import Guard, Outcome

MAX_BYTES = 1_000_000
MAX_DEPTH = 50

_NODES = {bpmn(kind.value): kind for kind in NodeKind}
_SILENT = {
    bpmn(name) for name in ("documentation", "extensionElements", "textAnnotation", "association", "group", "laneSet")
}
_INSIDE = {bpmn(name) for name in ("incoming", "outgoing", "documentation", "extensionElements")}
_OUTSIDE = {bpmn(name) for name in ("process", "collaboration", "category", "documentation", "extensionElements")}
_STEP_ATTRIBUTES = {
    "role", "place", "does", "termValue", "termUnit", "note", "otherThan", "consults",
    "movesValue", "movesUnit", "movesOutcome",
}  # fmt: skip
_FACT_ATTRIBUTES = {"name", "type", "from", "default"}
_OUTCOME_ATTRIBUTES = {"code", "title", "does", "decision", "needsReason", "end"}
_GUARD_ATTRIBUTES = {"when", "words"}


def read_bpmn(xml: str) -> tuple[Diagram, Findings, str]:
    """The graph, the problems, and the XML written anew: without comments, entities or a document type."""
    problems = Findings()
    try:
        root = _parse(xml)
    except (expat.ExpatError, ET.ParseError, ValueError) as error:
        problems.say(f"không đọc được tệp BPMN: {error}")
        return Diagram(id="", nodes={}, flows=(), steps={}), problems, ""
    processes = root.findall(bpmn("process"))
    problems += _check_outside(root)
    if root.tag != bpmn("definitions") or len(processes) != 1:
        problems.say(f"tệp BPMN phải có đúng một quy trình, đang có {len(processes)}")
        return Diagram(id="", nodes={}, flows=(), steps={}), problems, ""
    diagram = _Reader(problems).read(processes[0])
    return diagram, problems, ET.tostring(root, encoding="unicode")


def _parse(xml: str) -> ET.Element:
    data = xml.encode()
    if len(data) > MAX_BYTES:
        raise ValueError("tệp quá 1 MB")

    builder: ET.TreeBuilder = ET.TreeBuilder()
    reader = expat.ParserCreate("utf-8", "}")
    depth = 0

    def refuse(*declaration: object) -> None:
        raise ValueError("tệp có khai báo DOCTYPE, không được phép")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("các phần tử lồng nhau quá sâu")
        builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_qualified(name))

    reader.StartDoctypeDeclHandler = refuse
    reader.StartElementHandler = start
    reader.EndElementHandler = end
    reader.CharacterDataHandler = builder.data
    reader.Parse(data, True)
    return builder.close()


def _qualified(name: str) -> str:
    return "{" + name if "}" in name else name


def place_of(element_id: str) -> str:
    """Where an element of a drawing is, as a JSON pointer into `{"bpmn": …}`."""
    return f"/bpmn/{element_id}" if element_id else ""


def _check_outside(root: ET.Element) -> Iterator[Finding]:
    for child in root:
        if child.tag.startswith(f"{{{BPMN}}}") and child.tag not in _OUTSIDE:
            yield place_of(child.get("id", "")), f"phần tử {_named(child)}: không được hỗ trợ"


def _named(element: ET.Element) -> str:
    kind = element.tag.rpartition("}")[2]
    name = element.get("name", "")
    return f"{element.get('id', '?')} “{name}” ({kind})" if name else f"{element.get('id', '?')} ({kind})"


class _Reader:
    def __init__(self, problems: Findings) -> None:
        self.problems = problems
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []
        self.steps: dict[str, Step] = {}

    def read(self, process: ET.Element) -> Diagram:
        process_id = process.get("id", "")
        if not process_id:
            self.problems.say("quy trình không có id")
        if process.get("isExecutable", "true") != "true":
            self.problems.say("quy trình phải được đánh dấu chạy được (isExecutable)")
        seen: set[str] = {process_id}
        for element in process:
            element_id = element.get("id", "")
            self.problems.at = place_of(element_id)
            if element.tag in _SILENT:
                continue
            if element.tag != bpmn("sequenceFlow") and element.tag not in _NODES:
                self.problems.say(f"phần tử {_named(element)}: không được hỗ trợ")
                continue
            if not element_id or element_id in seen:
                self.problems.say(f"phần tử {_named(element)}: id trống hoặc trùng")
            seen.add(element_id)
            if element.tag == bpmn("sequenceFlow"):
                self._flow(element)
            else:
                self._node(element, _NODES[element.tag])
        self.problems.at = ""
        if len(self.steps) > MAX_STEPS:
            self.problems.say(f"quy trình có quá {MAX_STEPS} bước")
        facts = self._facts(process)
        return Diagram(id=process_id, nodes=self.nodes, flows=tuple(self.flows), steps=self.steps, facts=facts)

    def _node(self, element: ET.Element, kind: NodeKind) -> None:
        for child in element:
            if child.tag not in _INSIDE:  # event definitions, loops, data associations …
                self.problems.say(f"phần tử {_named(element)}: có {child.tag.rpartition('}')[2]}, không được hỗ trợ")
        node_id = element.get("id", "")
        end = ""
        if kind is NodeKind.END:
            end = element.get(tinhso("end")) or node_id.removeprefix("end_")
        name = element.get("name", "")
        self.nodes[node_id] = Node(id=node_id, kind=kind, name=name, default=element.get("default", ""), end=end)
        if kind is NodeKind.TASK:
            self._step(element, node_id, name)

    def _flow(self, element: ET.Element) -> None:
        expressions = element.findall(bpmn("conditionExpression"))
        text = (expressions[0].text or "").strip() if expressions else ""
        if expressions and not text:
            self.problems.say(f"đường nối {_named(element)}: điều kiện trống")
        for expression in expressions:
            if expression.get("language"):
                self.problems.say(f"đường nối {_named(element)}: không đặt ngôn ngữ cho điều kiện")
        self.flows.append(
            Flow(
                id=element.get("id", ""),
                source=element.get("sourceRef", ""),
                target=element.get("targetRef", ""),
                condition=text,
                name=element.get("name", ""),
            )
        )

    def _step(self, element: ET.Element, code: str, title: str) -> None:
        where = f"phần tử {_named(element)}"
        if not CODE.fullmatch(code):
            self.problems.say(f"{where}: id phải là mã bước (a-z, 0-9, _)")
        if not title.strip():
            self.problems.say(f"{where}: thiếu tên")
        self._known(where, dict.fromkeys(_own_attributes(element), ""), _STEP_ATTRIBUTES)
        does = _words(element.get(tinhso("does")))
        value, moves = self._number(where, element, "termValue"), self._number(where, element, "movesValue")
        outcomes: dict[str, Outcome] = {}
        for raw in element.iterfind(f"{bpmn('extensionElements')}/{tinhso('outcome')}"):
            self._known(where, raw.attrib, _OUTCOME_ATTRIBUTES)
            for guard in raw.iterfind(tinhso("onlyIf")):
                self._known(where, guard.attrib, _GUARD_ATTRIBUTES)
                if not (guard.get("when", "").strip() and guard.get("words", "").strip()):
                    self.problems.say(f"{where}: tinhso:onlyIf phải có when và words")
            outcome = _outcome(raw, does)
            if not CODE.fullmatch(outcome.code) or not outcome.title or outcome.code in outcomes:
                self.problems.say(f"{where}: kết quả “{outcome.code}” trùng mã, mã không hợp lệ hoặc thiếu tên")
            outcomes[outcome.code] = outcome
        self.steps[code] = Step(
            code=code,
            title=title.strip(),
            role=element.get(tinhso("role"), ""),
            place=element.get(tinhso("place"), ""),
            does=does,
            term_value=value,
            term_unit=element.get(tinhso("termUnit"), ""),
            note=element.get(tinhso("note"), ""),
            other_than=_words(element.get(tinhso("otherThan"))),
            consults=element.get(tinhso("consults"), ""),
            moves_value=moves,
            moves_unit=element.get(tinhso("movesUnit"), ""),
            moves_outcome=element.get(tinhso("movesOutcome"), ""),
            outcomes=tuple(outcomes.values()) or (Outcome(code="done", title="Hoàn thành", does=does),),
        )

    def _number(self, where: str, element: ET.Element, name: str) -> int | None:
        value = element.get(tinhso(name))
        if value is not None and not (value.isascii() and value.isdigit() and len(value) <= 5):
            self.problems.say(f"{where}: tinhso:{name} phải là số nguyên")
            return None
        return None if value is None else int(value)

    def _facts(self, process: ET.Element) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for raw in process.iterfind(f"{bpmn('extensionElements')}/{tinhso('fact')}"):
            self._known("facts", raw.attrib, _FACT_ATTRIBUTES)
            name = raw.get("name", "")
            if not CODE.fullmatch(name) or name in RESERVED or name in facts:
                self.problems.say(f"facts: tên “{name}” không hợp lệ hoặc trùng")
                continue
            kind = raw.get("type")
            fact = make_fact(name, kind, raw.get("from", ""), _default(kind, raw.get("default")), self.problems)
            if fact is not None:
                facts[name] = fact
        return facts

    def _known(self, where: str, attributes: Mapping[str, str], known: set[str]) -> None:
        for name in attributes:
            if name not in known:
                self.problems.say(f"{where}: không hiểu thuộc tính tinhso “{name}”")


def _own_attributes(element: ET.Element) -> Iterator[str]:
    return (key.rpartition("}")[2] for key in element.attrib if key.startswith(f"{{{TINHSO}}}"))


def _outcome(raw: ET.Element, does: tuple[str, ...]) -> Outcome:
    own = raw.get("does")
    return Outcome(
        code=raw.get("code", ""),
        title=raw.get("title", "").strip(),
        does=does if own is None else _words(own),
        decision=raw.get("decision", ""),
        needs_reason=raw.get("needsReason") == "true",
        end=raw.get("end", ""),
        only_if=tuple(
            Guard(when=guard.get("when", "").strip(), words=guard.get("words", "").strip())
            for guard in raw.iterfind(tinhso("onlyIf"))
        ),
    )


def _words(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").split())


def _default(kind: str | None, text: str | None) -> object:
    if text is None:
        return None
    if kind == FactType.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    if kind == FactType.NUMBER:
        try:
            return float(text) if "." in text or "e" in text.lower() else int(text)
        except ValueError:
            return text
    return text
