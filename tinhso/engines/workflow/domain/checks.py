"""What a diagram must be before a case may run through it. Each function yields findings: the element, the sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tinhso.engines.deadlines.types import TermUnit
from tinhso.engines.workflow.domain.diagram import Diagram, Finding, Flow, Node, NodeKind, Step
from tinhso.engines.workflow.domain.expressions import ConditionRefused, parse
from tinhso.engines.workflow.domain.soundness import check_soundness
from tinhso.engines.workflow.types import Act, EndCode, Opinion, Place

_AGENCY_CODE = re.compile(r"(?=.*[A-Z0-9])[A-Za-z0-9][A-Za-z0-9.\-]{1,39}")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_CONSULTATION = re.compile(r"[a-z][a-z0-9-]{0,79}")


def check_diagram(diagram: Diagram) -> list[Finding]:
    """Every problem; the behaviour is explored only when the shape holds."""
    problems = [*_check_steps(diagram), *_check_shape(diagram), *_check_conditions(diagram)]
    if not problems:
        problems = list(check_soundness(diagram))
    return problems


def _check_steps(diagram: Diagram) -> Iterator[Finding]:
    acts, units, places = set(Act), set(TermUnit), set(Place)
    for step in diagram.steps.values():
        where = f"bước {step.code}"
        if not _WORD.fullmatch(step.role):
            yield f"{step.code}/role", f"{where}: role “{step.role}” không phải mã vai trò"
        if step.place not in places and not _AGENCY_CODE.fullmatch(step.place):
            yield f"{step.code}/place", f"{where}: place “{step.place}” phải là {', '.join(Place)} hoặc mã cơ quan"
        for act in _acts(step):
            if act not in acts:
                yield f"{step.code}/does", f"{where}: does “{act}” không có, chỉ có {', '.join(Act)}"
        if step.term_value is not None and (step.term_unit not in units or not 0 < step.term_value <= 10_000):
            yield f"{step.code}/term", f"{where}: term phải có value từ 1 và unit là {', '.join(TermUnit)}"
        for other in step.other_than:
            if other not in diagram.steps or other == step.code:
                yield f"{step.code}/other_than", f"{where}: other_than “{other}” không phải một bước khác"
        if not step.outcomes:
            yield step.code, f"{where}: không có kết quả nào"
        yield from _check_consultation(where, step)
        yield from _check_timed(where, step)


def _check_consultation(where: str, step: Step) -> Iterator[Finding]:
    """A step that asks for an opinion is at a named agency and ends in the answers that an opinion can have."""
    if not step.consults:
        return
    if not _CONSULTATION.fullmatch(step.consults):
        yield f"{step.code}/consults", f"{where}: consults “{step.consults}” không phải mã cách lấy ý kiến"
    if not _AGENCY_CODE.fullmatch(step.place) and step.place != Place.SUPERIOR:
        yield f"{step.code}/place", f"{where}: bước lấy ý kiến phải đặt ở một cơ quan (mã cơ quan hoặc superior)"
    codes = {outcome.code for outcome in step.outcomes}
    if Opinion.AGREED not in codes or codes - set(Opinion):
        yield f"{step.code}/outcomes", f"{where}: bước lấy ý kiến có kết quả agreed và chỉ có {', '.join(Opinion)}"
    if step.does:
        yield f"{step.code}/does", f"{where}: bước lấy ý kiến không làm gì khác, bỏ does"


def _check_timed(where: str, step: Step) -> Iterator[Finding]:
    """A step that goes on by itself has a time and an outcome that needs nobody's hand: no act, no reason, no silence."""
    if step.moves_value is None and not step.moves_unit and not step.moves_outcome:
        return
    if step.moves_value is None or step.moves_unit not in set(TermUnit) or not 0 < step.moves_value <= 10_000:
        yield f"{step.code}/moves_on", f"{where}: moves_on.after phải có value từ 1 và unit là {', '.join(TermUnit)}"
    outcome = next((one for one in step.outcomes if one.code == step.moves_outcome), None)
    if outcome is None:
        yield f"{step.code}/moves_on", f"{where}: moves_on.outcome “{step.moves_outcome}” không phải kết quả của bước"
        return
    if outcome.does or outcome.needs_reason or outcome.only_if or outcome.end not in ("", EndCode.STOPPED):
        yield (
            f"{step.code}/outcomes",
            (
                f"{where}: kết quả “{outcome.code}” tự chuyển thì không làm việc gì (does: []), không cần lý do, không có "
                "only_if và chỉ kết thúc bằng stopped"
            ),
        )
    if step.consults:
        yield f"{step.code}/moves_on", f"{where}: bước lấy ý kiến có quy tắc im lặng riêng, bỏ moves_on"


def _acts(step: Step) -> Iterable[str]:
    return dict.fromkeys([*step.does, *(act for outcome in step.outcomes for act in outcome.does)])


def _check_shape(diagram: Diagram) -> Iterator[Finding]:
    starts = [node for node in diagram.nodes.values() if node.kind is NodeKind.START]
    if len(starts) != 1:
        yield "", f"quy trình phải có đúng một điểm bắt đầu, đang có {len(starts)}"
    if not any(node.kind is NodeKind.END for node in diagram.nodes.values()):
        yield "", "quy trình không có điểm kết thúc"
    seen: set[tuple[str, str]] = set()
    for flow in diagram.flows:
        if flow.source not in diagram.nodes or flow.target not in diagram.nodes:
            yield flow.id, f"đường nối {flow.id}: không nối hai phần tử của quy trình"
            continue
        if (flow.source, flow.target) in seen and NodeKind.PARALLEL in (
            diagram.nodes[flow.source].kind,
            diagram.nodes[flow.target].kind,
        ):
            yield flow.id, f"đường nối {flow.id}: trùng với một đường nối khác vào hoặc ra cổng song song"
        seen.add((flow.source, flow.target))
    for node in diagram.nodes.values():
        yield from _check_node(diagram, node)


def _check_node(diagram: Diagram, node: Node) -> Iterator[Finding]:
    incoming, outgoing = diagram.incoming(node.id), diagram.outgoing(node.id)
    if node.kind is not NodeKind.START and not incoming:
        yield node.id, f"phần tử {node}: không có đường nào đi tới"
    if node.kind is NodeKind.START and incoming:
        yield node.id, f"phần tử {node}: điểm bắt đầu không được có đường đi tới"
    if node.kind is NodeKind.END:
        if outgoing:
            yield node.id, f"phần tử {node}: điểm kết thúc không được có đường đi ra"
        if node.end not in set(EndCode):
            yield node.id, f"phần tử {node}: điểm kết thúc phải là một trong {', '.join(EndCode)}"
    elif not outgoing:
        yield node.id, f"phần tử {node}: không có đường đi ra"
    if node.kind in (NodeKind.TASK, NodeKind.START) and len(outgoing) > 1:
        yield node.id, f"phần tử {node}: có nhiều đường đi ra, hãy dùng cổng rẽ nhánh"
    if node.kind is NodeKind.CHOICE:
        yield from _check_choice(node, outgoing)
    else:
        yield from (
            (flow.id, f"đường nối {flow.id}: điều kiện chỉ đặt sau cổng rẽ nhánh")
            for flow in outgoing
            if flow.condition
        )


def _check_choice(node: Node, outgoing: tuple[Flow, ...]) -> Iterator[Finding]:
    if outgoing and node.default not in {flow.id for flow in outgoing}:
        yield node.id, f"cổng rẽ nhánh {node}: thiếu đường mặc định (default)"
    for flow in outgoing:
        if flow.id == node.default and flow.condition:
            yield flow.id, f"đường nối {flow.id}: đường mặc định không được có điều kiện"
        if flow.id != node.default and not flow.condition:
            yield flow.id, f"đường nối {flow.id}: thiếu điều kiện"


def _check_conditions(diagram: Diagram) -> Iterator[Finding]:
    steps = frozenset(diagram.steps)
    outcomes: Mapping[str, set[str]] = {
        code: {outcome.code for outcome in step.outcomes} for code, step in diagram.steps.items()
    }
    asked = [
        (flow.id, f"đường nối {flow.id} từ {diagram.nodes.get(flow.source, flow.source)}", flow.condition)
        for flow in diagram.flows
        if flow.condition
    ]
    asked += [
        (f"{step.code}/outcomes/{number}/only_if", f"bước {step.code}, kết quả {outcome.code}", guard.when)
        for step in diagram.steps.values()
        for number, outcome in enumerate(step.outcomes)
        for guard in outcome.only_if
    ]
    for subject, where, text in asked:
        try:
            condition = parse(text, diagram.facts, steps)
        except ConditionRefused as error:
            yield subject, f"{where}: {error}"
            continue
        for step, code in condition.outcomes:
            if code not in outcomes[step]:
                yield subject, f"{where}: bước {step} không có kết quả “{code}”"
