"""Where a compiled process stands on the drawing, so that bpmn-js opens it readably."""

from collections import deque
from dataclasses import dataclass

from tinhso.engines.workflow.domain.diagram import Diagram, Flow, NodeKind

COLUMN = 190
ROW = 130
MARGIN = 100
SIZES = {
    NodeKind.START: (36, 36),
    NodeKind.END: (36, 36),
    NodeKind.TASK: (130, 80),
    NodeKind.CHOICE: (50, 50),
    NodeKind.PARALLEL: (50, 50),
}


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width


def place_nodes(diagram: Diagram) -> dict[str, Box]:
    """Columns by distance from the start along forward flows, rows in the order of discovery."""
    column = _columns(diagram)
    taken: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for node_id in sorted(column, key=lambda key: column[key]):
        width, height = SIZES[diagram.nodes[node_id].kind]
        row = taken.get(column[node_id], 0)
        taken[column[node_id]] = row + 1
        x = MARGIN + column[node_id] * COLUMN + (130 - width) // 2
        y = MARGIN + row * ROW + (80 - height) // 2
        boxes[node_id] = Box(x, y, width, height)
    return boxes


def route(flow: Flow, boxes: dict[str, Box]) -> list[tuple[int, int]]:
    """Waypoints: straight to the right, or below everything for a way back."""
    source, target = boxes[flow.source], boxes[flow.target]
    if target.x >= source.right:
        turn = (source.right + target.x) // 2
        if source.middle == target.middle:
            return [(source.right, source.middle), (target.x, target.middle)]
        return [(source.right, source.middle), (turn, source.middle), (turn, target.middle), (target.x, target.middle)]
    low = max(source.y + source.height, target.y + target.height) + 30
    from_x, to_x = source.x + source.width // 2, target.x + target.width // 2
    return [(from_x, source.y + source.height), (from_x, low), (to_x, low), (to_x, target.y + target.height)]


def _columns(diagram: Diagram) -> dict[str, int]:
    start = next((node.id for node in diagram.nodes.values() if node.kind is NodeKind.START), next(iter(diagram.nodes)))
    column = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for flow in diagram.outgoing(here):
            if flow.target not in column:
                column[flow.target] = column[here] + 1
                queue.append(flow.target)
    last = max(column.values(), default=0)
    return {**column, **{node: last + 1 for node in diagram.nodes if node not in column}}
