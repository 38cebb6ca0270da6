"""Can every case end? The whole behaviour is walked: a marking is the set of flows that hold a token.

Choices are taken both ways whatever the facts say, so what passes here can never be stuck, leave a branch behind
when it ends, or wait for ever at a join (van der Aalst's soundness, on safe nets).
"""

from collections import deque
from collections.abc import Iterator

from tinhso.engines.workflow.domain.diagram import Diagram, Finding, NodeKind
from tinhso.engines.workflow.types import Act

MAX_MARKINGS = 20_000

Marking = frozenset[str]
_ENDED: Marking = frozenset()


class _Overflow(Exception):
    pass


class _Unsafe(Exception):
    def __init__(self, node: str, problem: str) -> None:
        self.finding = (node, problem)


class Net:
    """The token game of a diagram."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.incoming = {node: [flow.id for flow in diagram.incoming(node)] for node in diagram.nodes}
        self.outgoing = {node: [flow.id for flow in diagram.outgoing(node)] for node in diagram.nodes}
        self.target = {flow.id: flow.target for flow in diagram.flows}

    def initial(self) -> Marking:
        start = next(node.id for node in self.diagram.nodes.values() if node.kind is NodeKind.START)
        return frozenset(self.outgoing[start])

    def moves(self, marking: Marking) -> Iterator[tuple[str, Marking]]:
        """Every node that may fire and the marking after it."""
        for flow in sorted(marking):
            node = self.diagram.nodes[self.target[flow]]
            rest = marking - {flow}
            match node.kind:
                case NodeKind.END:
                    if rest:
                        raise _Unsafe(node.id, f"điểm kết thúc {node}: tới được khi một nhánh khác còn dở dang")
                    yield node.id, _ENDED
                case NodeKind.PARALLEL:
                    needed = set(self.incoming[node.id])
                    if needed <= marking and flow == min(needed):
                        yield node.id, self._add(marking - needed, self.outgoing[node.id])
                case NodeKind.CHOICE:
                    for out in self.outgoing[node.id]:
                        yield node.id, self._add(rest, [out])
                case _:
                    yield node.id, self._add(rest, self.outgoing[node.id])

    def _add(self, marking: Marking, flows: list[str]) -> Marking:
        for flow in flows:
            if flow in marking:
                node = self.diagram.nodes[self.target[flow]]
                raise _Unsafe(
                    node.id, f"phần tử {node}: có thể mở hai lần cùng lúc, các nhánh phải gặp ở một cổng song song"
                )
        return marking | set(flows)

    def explore(self, *, without: frozenset[str] = frozenset()) -> tuple[dict[Marking, set[Marking]], set[str]]:
        """All markings with those that lead to them, and the nodes that fire; `without` are nodes that never do."""
        start = self.initial()
        before: dict[Marking, set[Marking]] = {start: set()}
        fired: set[str] = set()
        queue = deque([start])
        while queue:
            marking = queue.popleft()
            for node, after in self.moves(marking):
                if node in without:
                    continue
                fired.add(node)
                if after not in before:
                    if len(before) >= MAX_MARKINGS:
                        raise _Overflow
                    before[after] = set()
                    queue.append(after)
                before[after].add(marking)
        return before, fired


def check_soundness(diagram: Diagram) -> Iterator[Finding]:
    """Yields what makes a case stick, wait for ever or end too early. The shape must have been checked."""
    if loop := _loop_without_task(diagram):
        yield loop, f"phần tử {diagram.nodes[loop]}: nằm trên một vòng lặp không có bước nào do người làm"
        return
    net = Net(diagram)
    try:
        before, fired = net.explore()
    except _Unsafe as unsafe:
        yield unsafe.finding
        return
    except _Overflow:
        yield "", "quy trình quá phức tạp: hãy bớt nhánh song song"
        return
    for node in diagram.nodes.values():
        if node.id not in fired and node.kind is not NodeKind.START:
            yield node.id, f"phần tử {node}: không bao giờ tới được"
    stuck = _stuck(before)
    if stuck:
        smallest = min(stuck, key=lambda marking: (len(marking), sorted(marking)))
        stuck_at = [net.target[flow] for flow in sorted(smallest)]
        names = dict.fromkeys(str(diagram.nodes[node]) for node in stuck_at)
        yield next(iter(stuck_at), ""), f"từ {', '.join(names)} không có đường nào tới kết thúc"
        return
    yield from _out_of_turn(diagram, net)


def _stuck(before: dict[Marking, set[Marking]]) -> set[Marking]:
    good = {_ENDED} if _ENDED in before else set()
    queue = deque(good)
    while queue:
        for marking in before[queue.popleft()]:
            if marking not in good:
                good.add(marking)
                queue.append(marking)
    return set(before) - good


# What may only be done when something else was done before, and how it is told.
_TURNS = (
    (Act.SIGN, Act.DRAFT, "có thể ký khi chưa bước nào dự thảo kết quả (does: [draft])"),
    (Act.NUMBER, Act.SIGN, "có thể cấp số khi chưa bước nào ký kết quả (does: [sign])"),
    (Act.RETURN, Act.NUMBER, "có thể trả kết quả đã ký khi chưa bước nào cấp số, đóng dấu (does: [number, seal])"),
)


def _out_of_turn(diagram: Diagram, net: Net) -> Iterator[Finding]:
    for act, first, problem in _TURNS:
        before = frozenset(code for code, step in diagram.steps.items() if first in step.does)
        after = {code for code, step in diagram.steps.items() if act in step.does} - before
        if act is Act.RETURN and not any(Act.SIGN in step.does for step in diagram.steps.values()):
            # Nothing is signed: what is handed over is not a result of the platform.
            continue
        _, fired = net.explore(without=before)
        for code in sorted(after & fired):
            yield f"{code}/does", f"bước {code}: {problem}"
    for code, step in diagram.steps.items():
        if (Act.NUMBER in step.does) != (Act.SEAL in step.does):
            yield f"{code}/does", f"bước {code}: cấp số và đóng dấu là một việc (does: [number, seal])"


def _loop_without_task(diagram: Diagram) -> str:
    """A node on a cycle of gateways only, or ""."""
    follow = {
        node.id: [flow.target for flow in diagram.outgoing(node.id)]
        for node in diagram.nodes.values()
        if node.kind is not NodeKind.TASK
    }
    indegree = dict.fromkeys(follow, 0)
    for targets in follow.values():
        for target in targets:
            if target in indegree:
                indegree[target] += 1
    queue = deque(node for node, count in indegree.items() if not count)
    while queue:
        for target in follow[queue.popleft()]:
            if target in indegree:
                indegree[target] -= 1
                if not indegree[target]:
                    queue.append(target)
    return next((node for node, count in indegree.items() if count and _on_cycle(follow, node)), "")


def _on_cycle(follow: dict[str, list[str]], node: str) -> bool:
    """Whether the node can come back to itself."""
    seen: set[str] = set()
    queue = deque(follow.get(node, ()))
    while queue:
        here = queue.popleft()
        if here == node:
            return True
        if here not in seen:
            seen.add(here)
            queue.extend(follow.get(here, ()))
    return False
