"""Where a compiled process stands on the drawing, so that bpmn-js opens it readably."""

from collections import deque
from dataclasses import dataclass

from tinhso.engines.workflow.domain.diagram import Diagram, NodeKind

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
    """Columns by the longest way forward from the start, rows in the order of the file."""
    column = _columns(diagram)
    taken: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for node_id in sorted(diagram.nodes, key=lambda key: column[key]):
        width, height = SIZES[diagram.nodes[node_id].kind]
        row = taken.get(column[node_id], 0)
        taken[column[node_id]] = row + 1
        x = MARGIN + column[node_id] * COLUMN + (130 - width) // 2
        y = MARGIN + row * ROW + (80 - height) // 2
        boxes[node_id] = Box(x, y, width, height)
    return boxes


def route_flows(diagram: Diagram, boxes: dict[str, Box]) -> dict[str, list[tuple[int, int]]]:
    """Waypoints: forward to the right, a way back in a lane of its own below everything."""
    lane = max((box.y + box.height for box in boxes.values()), default=0) + 40
    ways: dict[str, list[tuple[int, int]]] = {}
    for flow in diagram.flows:
        source, target = boxes[flow.source], boxes[flow.target]
        if target.x >= source.right:
            turn = target.x - 25
            straight = [(source.right, source.middle), (target.x, target.middle)]
            bent = [straight[0], (turn, source.middle), (turn, target.middle), straight[1]]
            ways[flow.id] = straight if source.middle == target.middle else bent
        else:
            out, back = source.x + source.width // 2, target.x + target.width // 2
            ways[flow.id] = [
                (out, source.y + source.height),
                (out, lane),
                (back, lane),
                (back, target.y + target.height),
            ]
            lane += 25
    return ways


def _columns(diagram: Diagram) -> dict[str, int]:
    follow = _forward(diagram)
    waiting = dict.fromkeys(diagram.nodes, 0)
    for targets in follow.values():
        for target in targets:
            waiting[target] += 1
    column = dict.fromkeys(diagram.nodes, 0)
    queue = deque(node for node, count in waiting.items() if not count)
    while queue:
        here = queue.popleft()
        for target in follow[here]:
            column[target] = max(column[target], column[here] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                queue.append(target)
    return column


def _forward(diagram: Diagram) -> dict[str, list[str]]:
    """Targets of each node without the ways back, found by walking in depth from the start."""
    outgoing = {node: [flow.target for flow in diagram.outgoing(node)] for node in diagram.nodes}
    follow: dict[str, list[str]] = {node: [] for node in diagram.nodes}
    done: set[str] = set()
    for root in sorted(diagram.nodes, key=lambda key: diagram.nodes[key].kind is not NodeKind.START):
        trail, path = ([] if root in done else [(root, iter(outgoing[root]))]), {root}
        while trail:
            node, targets = trail[-1]
            target = next(targets, None)
            if target is None:
                trail.pop()
                path.discard(node)
                done.add(node)
            elif target not in path:
                follow[node].append(target)
                if target not in done:
                    path.add(target)
                    trail.append((target, iter(outgoing[target])))
    return follow
