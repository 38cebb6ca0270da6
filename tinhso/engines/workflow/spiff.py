"""The one file that knows SpiffWorkflow. It interprets a checked diagram; what it holds between two calls is a marking.

A marking is which user tasks are open and which arrivals wait at which joins: a few dozen bytes instead of
SpiffWorkflow's own kilobytes, and a fresh task tree for each call.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.defaults import EndEvent, ParallelGateway
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task as SpiffTask
from SpiffWorkflow.util.task import TaskState as SpiffState

from tinhso.engines.workflow.domain.bpmn_write import write_bpmn
from tinhso.engines.workflow.domain.diagram import Diagram, FactValue
from tinhso.engines.workflow.domain.expressions import Condition, parse

logging.getLogger("spiff").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Marking:
    """Open steps, and for each waiting join the elements whose branch has arrived."""

    open: tuple[str, ...]
    arrived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """Where a case stands after a move; `end` is the end event reached, or ""."""

    marking: Marking
    end: str


class Interpreter:
    """One version's diagram, parsed once; used by any number of cases and threads."""

    def __init__(self, diagram: Diagram) -> None:
        """SpiffWorkflow reads XML that we write, without a drawing: given one, it asks conditions from top to bottom of
        the drawing, so that moving a shape would change what happens. Here the order of flows in the file counts.
        """
        self.diagram = diagram
        steps = frozenset(diagram.steps)
        self._conditions = {
            flow.condition: parse(flow.condition, diagram.facts, steps) for flow in diagram.flows if flow.condition
        }
        parser = BpmnParser()
        parser.add_bpmn_str(write_bpmn(diagram, with_drawing=False).encode())
        self._spec = parser.get_spec(diagram.id)

    def start(self, facts: Mapping[str, FactValue]) -> Moved:
        """A new case, run up to its first open steps."""
        workflow = BpmnWorkflow(self._spec, script_engine=_Conditions(self._conditions, facts, {}))
        return self._run(workflow)

    def complete(
        self, marking: Marking, step: str, *, facts: Mapping[str, FactValue], outcomes: Mapping[str, str]
    ) -> Moved:
        """Complete an open step; `outcomes` already holds its outcome. Raises FactAbsent."""
        workflow = BpmnWorkflow(
            self._spec, deserializing=True, script_engine=_Conditions(self._conditions, facts, outcomes)
        )
        root = SpiffTask(workflow, self._spec.start, state=SpiffState.COMPLETED)
        workflow.task_tree = root
        for join, sources in marking.arrived.items():
            for source in sources:
                arrival = SpiffTask(workflow, self._spec.task_specs[source], root, state=SpiffState.COMPLETED)
                SpiffTask(workflow, self._spec.task_specs[join], arrival, state=SpiffState.WAITING)
        ready = {}
        for name in marking.open:
            task = SpiffTask(workflow, self._spec.task_specs[name], root, state=SpiffState.READY)
            task.task_spec._predict(task, mask=SpiffState.NOT_FINISHED_MASK)
            ready[name] = task
        ready[step].run()
        return self._run(workflow)

    def _run(self, workflow: BpmnWorkflow) -> Moved:
        ended: list[str] = []

        def note_end(task: SpiffTask) -> None:
            if isinstance(task.task_spec, EndEvent):
                ended.append(task.task_spec.name)

        workflow.do_engine_steps(did_complete_task=note_end)
        open_steps: list[str] = []
        waiting: set[str] = set()
        arrived: dict[str, list[str]] = {}
        for task in workflow.tasks.values():
            if task.state == SpiffState.READY and task.task_spec.manual:
                open_steps.append(task.task_spec.name)
            elif isinstance(task.task_spec, ParallelGateway) and task.parent.state == SpiffState.COMPLETED:
                if task.state == SpiffState.WAITING:
                    waiting.add(task.task_spec.name)
                arrived.setdefault(task.task_spec.name, []).append(task.parent.task_spec.name)
        return Moved(
            Marking(tuple(open_steps), {join: tuple(dict.fromkeys(arrived[join])) for join in sorted(waiting)}),
            ended[0] if ended and not open_steps and not waiting else "",
        )


class _Conditions:
    """Stands where SpiffWorkflow expects its script engine: our own conditions, no eval, no scripts, no services."""

    def __init__(
        self, conditions: Mapping[str, Condition], facts: Mapping[str, FactValue], outcomes: Mapping[str, str]
    ) -> None:
        self._known = conditions
        self._facts = facts
        self._outcomes = outcomes

    def evaluate(self, task: SpiffTask, expression: str, external_context: object = None) -> bool:
        return self._known[expression.strip()].holds(self._facts, self._outcomes)

    def execute(self, task: SpiffTask, script: str, external_context: object = None) -> bool:
        raise PermissionError("scripts do not run here")

    def call_service(self, task: SpiffTask, **kwargs: object) -> None:
        raise PermissionError("services do not run here")
