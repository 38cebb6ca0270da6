"""SpiffWorkflow against the token game that the check plays: both must always stand at the same place."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tinhso.engines.workflow.compiling import compile_body
from tinhso.engines.workflow.domain.diagram import Diagram, FactValue, NodeKind
from tinhso.engines.workflow.domain.expressions import parse
from tinhso.engines.workflow.domain.soundness import Marking as Tokens
from tinhso.engines.workflow.domain.soundness import Net
from tinhso.engines.workflow.spiff import Interpreter, Moved
from tinhso.engines.workflow.tests.processes import consultation, outcome, random_processes, task

STEPS_AT_MOST = 25


class Oracle:
    """Our own interpreter, for tests: gateways fire as soon as they can, tasks wait."""

    def __init__(self, diagram: Diagram, facts: dict[str, FactValue]) -> None:
        self.diagram = diagram
        self.net = Net(diagram)
        self.facts = facts
        self.outcomes: dict[str, str] = {}
        self.tokens: Tokens = self.net.initial()
        self._settle()

    def open(self) -> list[str]:
        return sorted(self.net.target[flow] for flow in self.tokens if self._kind(flow) is NodeKind.TASK)

    def complete(self, code: str, chosen: str) -> None:
        self.outcomes[code] = chosen
        [flow] = [flow for flow in self.tokens if self.net.target[flow] == code]
        self.tokens = (self.tokens - {flow}) | set(self.net.outgoing[code])
        self._settle()

    def _settle(self) -> None:
        moved = True
        while moved:
            moved = any(self._fire(flow) for flow in sorted(self.tokens))

    def _fire(self, flow: str) -> bool:
        node = self.diagram.nodes[self.net.target[flow]]
        if node.kind is NodeKind.CHOICE:
            out = next(
                (one for one in self.diagram.outgoing(node.id) if one.condition and self._holds(one.condition)), None
            )
            self.tokens = (self.tokens - {flow}) | {out.id if out else node.default}
            return True
        if node.kind is NodeKind.PARALLEL and set(self.net.incoming[node.id]) <= self.tokens:
            self.tokens = (self.tokens - set(self.net.incoming[node.id])) | set(self.net.outgoing[node.id])
            return True
        return False

    def _holds(self, text: str) -> bool:
        return parse(text, self.diagram.facts, frozenset(self.diagram.steps)).holds(self.facts, self.outcomes)

    def _kind(self, flow: str) -> NodeKind:
        return self.diagram.nodes[self.net.target[flow]].kind

    def ended(self) -> str:
        ends = [self.net.target[flow] for flow in self.tokens if self._kind(flow) is NodeKind.END]
        return ends[0] if ends else ""


def play(body: dict[str, Any], data: st.DataObject) -> Moved:
    compiled = compile_body(body)
    assume(not compiled.problems)
    facts: dict[str, FactValue] = {"urgent": data.draw(st.booleans()), "area": data.draw(st.integers(0, 9))}
    machine, oracle = Interpreter(compiled.diagram), Oracle(compiled.diagram, facts)
    moved = machine.start(facts)
    for _ in range(STEPS_AT_MOST):
        assert sorted(moved.marking.open) == oracle.open()
        assert moved.end == oracle.ended()
        if moved.end:
            break
        code = data.draw(st.sampled_from(oracle.open()))
        chosen = data.draw(st.sampled_from([one.code for one in compiled.diagram.steps[code].outcomes]))
        oracle.complete(code, chosen)
        moved = machine.complete(moved.marking, code, facts=facts, outcomes=oracle.outcomes)
    assert bool(moved.end) != bool(moved.marking.open)
    return moved


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(random_processes(), st.data())
def test_random_processes_never_stick(body: dict[str, Any], data: st.DataObject) -> None:
    play(body, data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_consultation_that_is_asked_again_waits_for_every_agency_again(data: st.DataObject) -> None:
    opinions = [
        {
            "code": f"b{index}",
            "steps": [task(f"opinion{index}", outcome("yes"), outcome("again", to=f"opinion{index}"))],
        }
        for index in range(3)
    ]
    body = {
        "facts": {"urgent": "boolean", "area": "number"},
        "steps": [
            {"code": "consult", "title": "Hỏi ý kiến", "branches": opinions, "to": "review"},
            task("review", outcome("ask_again", to="consult"), outcome("good", end="granted")),
        ],
    }

    play(body, data)


def test_the_readme_consultation_runs() -> None:
    compiled = compile_body(consultation())
    machine = Interpreter(compiled.diagram)
    facts: dict[str, FactValue] = {"needs_field_check": False, "area_m2": 800}
    outcomes = {"accept": "accepted", "verify": "eligible"}
    moved = machine.complete(machine.start(facts).marking, "accept", facts=facts, outcomes=outcomes)
    moved = machine.complete(moved.marking, "verify", facts=facts, outcomes=outcomes)
    assert sorted(moved.marking.open) == ["environment_opinion", "police_draft"]

    outcomes["environment_opinion"] = "objected"
    moved = machine.complete(moved.marking, "environment_opinion", facts=facts, outcomes=outcomes)
    assert moved.marking.open == ("police_draft",)
    assert moved.marking.arrived == {"consult_join": ("consult_environment_done",)}

    for code, chosen in (("police_draft", "done"), ("police_sign", "agreed")):
        outcomes[code] = chosen
        moved = machine.complete(moved.marking, code, facts=facts, outcomes=outcomes)
    assert moved.marking.open == ("verify",)
    assert moved.marking.arrived == {}
