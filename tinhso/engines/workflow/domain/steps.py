"""`steps.yaml` → Diagram. Every problem is a Vietnamese sentence that names the step."""

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from tinhso.engines.workflow.domain.diagram import (
    MAX_STEPS,
    Diagram,
    Fact,
    FactType,
    FactValue,
    Findings,
    Flow,
    Node,
    NodeKind,
    Step,
)
from tinhso.engines.workflow.domain.expressions import check_value
from tinhso.engines.workflow.types import EndCode, Guard, Outcome

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = frozenset({"outcome", "true", "false"}) | frozenset(keyword.kwlist)

_TOP_KEYS = {"facts", "steps"}
_STEP_KEYS = {
    "code",
    "title",
    "role",
    "place",
    "does",
    "term",
    "note",
    "other_than",
    "consults",
    "moves_on",
    "outcomes",
}
_SPLIT_KEYS = {"code", "title", "branches", "to", "end", "choose"}
_BRANCH_KEYS = {"code", "when", "steps"}
_OUTCOME_KEYS = {"code", "title", "does", "decision", "needs_reason", "only_if", "to", "end", "choose"}
_TARGETS = ("to", "end", "choose")

Body = Mapping[str, object]


def read_steps(body: Body) -> tuple[Diagram, Findings, Mapping[str, str]]:
    """The graph, the problems of its text, and where in the body each element was written (JSON pointer by id).

    With problems the graph may be incomplete.
    """
    builder = _Builder()
    builder.read(body)
    return builder.diagram(), builder.problems, builder.places


def read_facts(raw: object, problems: Findings) -> dict[str, Fact]:
    """The declared facts, short form (`name: type`) or long form."""
    facts: dict[str, Fact] = {}
    if not isinstance(raw, Mapping):
        problems.say("facts: phải là danh sách tên: loại")
        return facts
    for name, value in raw.items():
        line = value if isinstance(value, Mapping) else {"type": value}
        if not isinstance(name, str) or not CODE.fullmatch(name) or name in RESERVED:
            problems.say(f"facts: tên “{name}” không hợp lệ")
        elif set(line) - {"type", "from", "default"}:
            problems.say(f"facts.{name}: không hiểu {_listed(set(line) - {'type', 'from', 'default'})}")
        else:
            fact = make_fact(name, line.get("type"), line.get("from", ""), line.get("default"), problems)
            if fact is not None:
                facts[name] = fact
    return facts


def make_fact(name: str, kind: object, source: object, default: object, problems: Findings) -> Fact | None:
    if not isinstance(kind, str) or kind not in set(FactType):
        problems.say(f"facts.{name}: loại phải là {', '.join(FactType)}")
        return None
    if not isinstance(source, str) or (source and not source.startswith("/")):
        problems.say(f"facts.{name}: from phải là con trỏ JSON, ví dụ /form/dien_tich")
        return None
    fact = Fact(name=name, type=FactType(kind), source=source)
    if default is None:
        return fact
    try:
        value: FactValue = check_value(fact, default)
    except ValueError as error:
        problems.say(f"facts.{name}: giá trị mặc định: {error}")
        return None
    return Fact(name=name, type=fact.type, source=source, default=value)


class _Builder:
    def __init__(self) -> None:
        self.problems = Findings()
        self.places: dict[str, str] = {}
        self._pointers: dict[int, str] = {}
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []
        self.steps: dict[str, Step] = {}
        self.facts: dict[str, Fact] = {}

    def diagram(self) -> Diagram:
        self._merge_before_splits()
        return Diagram(id="process", nodes=self.nodes, flows=tuple(self.flows), steps=self.steps, facts=self.facts)

    def _merge_before_splits(self) -> None:
        """A parallel gateway with several flows coming in would wait for all of them: they meet in a choice first."""
        for node in [node for node in self.nodes.values() if node.kind is NodeKind.PARALLEL]:
            incoming = [flow for flow in self.flows if flow.target == node.id]
            if node.id.endswith("_split") and len(incoming) > 1:
                merge = f"{node.id}_merge"
                self._node(Node(id=merge, kind=NodeKind.CHOICE, default=f"flow_{merge}_{node.id}"))
                self.flows = [replace(flow, target=merge) if flow.target == node.id else flow for flow in self.flows]
                self._flow(merge, node.id)

    def read(self, body: Body) -> None:
        self._pointers = dict(_pointers(body, ""))
        self._keys("quy trình", body, _TOP_KEYS)
        self.facts = read_facts(body.get("facts") or {}, self.problems)
        steps = self._list("steps", body.get("steps"))
        entry = self._scope(steps, join="")
        self.nodes["start"] = Node(id="start", kind=NodeKind.START, name="Bắt đầu")
        if entry:
            self._flow("start", entry)
        if len(self.steps) > MAX_STEPS:
            self.problems.say(f"quy trình có quá {MAX_STEPS} bước")

    def _scope(self, steps: Sequence[Body], *, join: str) -> str:
        """Read the steps of the process or of one branch; the answer is the node where it begins."""
        entries: dict[str, str] = {}
        for step in steps:
            code = self._code("bước", step)
            if not code:
                continue
            if code in self.steps or code in self.nodes or f"{code}_split" in self.nodes:
                self.problems.say(f"bước {code}: mã trùng")
                continue
            entries[code] = f"{code}_split" if "branches" in step else code
            if "branches" in step:
                split = f"{code}_split"
                self._node(Node(id=split, kind=NodeKind.PARALLEL, name=self._text(code, step, "title")))
            else:
                self._node(Node(id=code, kind=NodeKind.TASK, name=self._text(code, step, "title")))
        for step in steps:
            code = str(step.get("code"))
            if code not in entries:
                continue
            if "branches" in step:
                self._split(code, step, entries, join)
            elif code not in self.steps:
                self._task(code, step, entries, join)
        return next(iter(entries.values()), "")

    def _task(self, code: str, step: Body, entries: Mapping[str, str], join: str) -> None:
        self._keys(f"bước {code}", step, _STEP_KEYS)
        does = self._texts(code, step, "does")
        value, unit = self._term(code, step.get("term"))
        moves_value, moves_unit, moves_outcome = self._moves_on(code, step.get("moves_on"))
        outcomes: list[Outcome] = []
        targets: list[tuple[Outcome, str]] = []
        for raw in self._list(f"bước {code}: outcomes", step.get("outcomes")):
            outcome = self._outcome(code, raw, does, {known.code for known in outcomes})
            if outcome is not None:
                outcomes.append(outcome)
                name = f"{code}_{outcome.code}"
                targets.append(
                    (outcome, self._target(f"bước {code}, kết quả {outcome.code}", name, raw, entries, join))
                )
        self.steps[code] = Step(
            code=code,
            title=self._text(code, step, "title"),
            role=self._text(code, step, "role"),
            place=self._text(code, step, "place"),
            does=does,
            term_value=value,
            term_unit=unit,
            note=self._text(code, step, "note", optional=True),
            other_than=self._texts(code, step, "other_than"),
            consults=self._text(code, step, "consults", optional=True),
            moves_value=moves_value,
            moves_unit=moves_unit,
            moves_outcome=moves_outcome,
            outcomes=tuple(outcomes),
        )
        self._leave(code, [(outcome, target) for outcome, target in targets if target])

    def _leave(self, code: str, targets: list[tuple[Outcome, str]]) -> None:
        """Connect a task with what its outcomes lead to; a choice only where they differ."""
        if not targets:
            return
        if len({target for _, target in targets}) == 1:
            self._flow(code, targets[0][1], name=targets[0][0].title if len(targets) == 1 else "")
            return
        gateway = f"{code}_outcome"
        *first, (last, otherwise) = targets
        flows = [
            Flow(
                id=f"flow_{gateway}_{outcome.code}",
                source=gateway,
                target=target,
                condition=f'outcome.{code} == "{outcome.code}"',
                name=outcome.title,
            )
            for outcome, target in first
        ]
        default = f"flow_{gateway}_{last.code}"
        self._node(Node(id=gateway, kind=NodeKind.CHOICE, name="", default=default))
        self._flow(code, gateway)
        self._add(*flows, Flow(id=default, source=gateway, target=otherwise, name=last.title))

    def _outcome(self, step: str, raw: Body, does: tuple[str, ...], known: set[str]) -> Outcome | None:
        code = self._code(f"bước {step}: kết quả", raw)
        if not code:
            return None
        where = f"bước {step}, kết quả {code}"
        self._keys(where, raw, _OUTCOME_KEYS)
        if code in known:
            self.problems.say(f"{where}: mã trùng")
            return None
        decision = raw.get("decision", "")
        if decision not in ("", EndCode.GRANTED, EndCode.REFUSED):
            self.problems.say(f"{where}: decision phải là granted hoặc refused")
        needs_reason = raw.get("needs_reason", False)
        if not isinstance(needs_reason, bool):
            self.problems.say(f"{where}: needs_reason phải là true hoặc false")
        end = raw.get("end", "")
        return Outcome(
            code=code,
            title=self._text(f"{step}, kết quả {code}", raw, "title"),
            does=self._texts(step, raw, "does") if "does" in raw else does,
            decision=str(decision),
            needs_reason=needs_reason is True,
            end=end if isinstance(end, str) else "",
            only_if=self._guards(where, raw),
        )

    def _guards(self, where: str, raw: Body) -> tuple[Guard, ...]:
        """What must hold before the button may be pressed, each line with the words that say why not."""
        guards = []
        for number, line in enumerate(self._list(f"{where}: only_if", raw["only_if"]) if "only_if" in raw else (), 1):
            self._keys(f"{where}, dòng only_if {number}", line, {"when", "words"})
            when, words = line.get("when"), line.get("words")
            if isinstance(when, str) and when.strip() and isinstance(words, str) and words.strip():
                guards.append(Guard(when=when.strip(), words=words.strip()))
            else:
                self.problems.say(f"{where}, dòng only_if {number}: phải có điều kiện (when) và lời giải thích (words)")
        return tuple(guards)

    def _moves_on(self, code: str, raw: object) -> tuple[int | None, str, str]:
        """After which time the step goes on by itself, and with which outcome."""
        if raw is None:
            return None, "", ""
        if isinstance(raw, Mapping) and set(raw) == {"after", "outcome"} and isinstance(raw["outcome"], str):
            return *self._term(code, raw["after"]), raw["outcome"]
        self.problems.say(f"bước {code}: moves_on phải có after (thời gian) và outcome (mã kết quả)")
        return None, "", ""

    def _target(self, where: str, name: str, raw: Body, entries: Mapping[str, str], join: str) -> str:
        """The node that `to`, `end` or `choose` leads to; in a branch none of them means that the branch is done."""
        self._stand(raw)
        given = [key for key in _TARGETS if key in raw]
        if not given and join:
            return join
        if len(given) != 1:
            self.problems.say(f"{where}: phải có đúng một trong to, end, choose")
            return ""
        if given == ["choose"]:
            return self._choose(where, name, raw["choose"], entries, join)
        value = raw[given[0]]
        if given == ["end"]:
            return self._end(where, value, join)
        if not isinstance(value, str) or value not in entries:
            self.problems.say(f"{where}: không có bước “{value}”" + (" trong nhánh này" if join else ""))
            return ""
        return entries[value]

    def _end(self, where: str, value: object, join: str) -> str:
        if join:
            self.problems.say(f"{where}: một nhánh không được kết thúc quy trình")
            return ""
        if not isinstance(value, str) or value not in set(EndCode):
            self.problems.say(f"{where}: end phải là {', '.join(EndCode)}")
            return ""
        self.nodes.setdefault(
            f"end_{value}", Node(id=f"end_{value}", kind=NodeKind.END, name=END_TITLES[EndCode(value)], end=value)
        )
        return f"end_{value}"

    def _choose(self, where: str, name: str, raw: object, entries: Mapping[str, str], join: str) -> str:
        lines = self._list(f"{where}: choose", raw)
        if len(lines) < 2 or "when" in lines[-1] or any("when" not in line for line in lines[:-1]):
            self.problems.say(f"{where}: choose cần ít nhất hai dòng, mọi dòng có when trừ dòng cuối")
            return ""
        gateway = f"{name}_choice"
        for number, line in enumerate(lines, start=1):
            self._keys(f"{where}, dòng choose {number}", line, {"when", "to", "end"})
            target = self._target(f"{where}, dòng choose {number}", "", line, entries, join)
            condition = line.get("when", "")
            if isinstance(condition, bool):  # YAML reads a bare true as a boolean
                condition = str(condition).lower()
            if not isinstance(condition, str):
                self.problems.say(f"{where}, dòng choose {number}: when phải là một điều kiện")
            elif target:
                text, flow_id = condition.strip(), f"flow_{gateway}_{number}"
                self._add(Flow(id=flow_id, source=gateway, target=target, condition=text, name=text))
        self._node(Node(id=gateway, kind=NodeKind.CHOICE, default=f"flow_{gateway}_{len(lines)}"))
        return gateway

    def _split(self, code: str, step: Body, entries: Mapping[str, str], join: str) -> None:
        self._keys(f"bước {code}", step, _SPLIT_KEYS)
        split, end = f"{code}_split", f"{code}_join"
        self._node(Node(id=end, kind=NodeKind.PARALLEL))
        branches = self._list(f"bước {code}: branches", step.get("branches"))
        if len(branches) < 2:
            self.problems.say(f"bước {code}: cần ít nhất hai nhánh")
        seen: set[str] = set()
        for raw in branches:
            name = self._code(f"bước {code}: nhánh", raw)
            if not name:
                continue
            if name in seen:
                self.problems.say(f"bước {code}: nhánh {name}: mã trùng")
                continue
            seen.add(name)
            self._branch(f"{code}_{name}", f"bước {code}, nhánh {name}", raw, split, end)
        target = self._target(f"bước {code}", code, step, entries, join)
        if target:
            self._flow(end, target)

    def _branch(self, name: str, where: str, raw: Body, split: str, end: str) -> None:
        self._keys(where, raw, _BRANCH_KEYS)
        done = f"{name}_done"
        self._node(Node(id=done, kind=NodeKind.CHOICE, default=f"flow_{done}_{end}"))
        entry = self._scope(self._list(f"{where}: steps", raw.get("steps")), join=done)
        self._stand(raw)
        self._flow(done, end)
        if not entry:
            return
        condition = raw.get("when")
        if condition is None:
            self._flow(split, entry)
        elif isinstance(condition, str):
            gateway = f"{name}_when"
            skip = f"flow_{gateway}_skip"
            self._node(Node(id=gateway, kind=NodeKind.CHOICE, default=skip))
            self._flow(split, gateway)
            text = condition.strip()
            self._add(Flow(id=f"flow_{gateway}", source=gateway, target=entry, condition=text, name=text))
            self._add(Flow(id=skip, source=gateway, target=done, name="không cần"))
        else:
            self.problems.say(f"{where}: when phải là một điều kiện")

    def _node(self, node: Node) -> None:
        if node.id in self.nodes:
            self.problems.say(f"bước {node.id}: mã trùng")
        self.nodes[node.id] = node
        self.places[node.id] = self.problems.at

    def _flow(self, source: str, target: str, *, name: str = "") -> None:
        self._add(Flow(id=f"flow_{source}_{target}", source=source, target=target, name=name))

    def _add(self, *flows: Flow) -> None:
        self.flows += flows
        self.places.update(dict.fromkeys((flow.id for flow in flows), self.problems.at))

    def _stand(self, raw: Body) -> None:
        """What is said from now on is about this part of the body."""
        self.problems.at = self._pointers.get(id(raw), "")

    def _term(self, code: str, raw: object) -> tuple[int | None, str]:
        if raw is None:
            return None, ""
        if isinstance(raw, Mapping) and set(raw) == {"value", "unit"}:
            value, unit = raw["value"], raw["unit"]
            if isinstance(value, int) and not isinstance(value, bool) and isinstance(unit, str):
                return value, unit
        self.problems.say(f"bước {code}: term phải có value (số nguyên) và unit")
        return None, ""

    def _text(self, code: str, raw: Body, key: str, *, optional: bool = False) -> str:
        self._stand(raw)
        value = raw.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if not optional or value is not None:
            self.problems.say(f"bước {code}: thiếu {key}")
        return ""

    def _texts(self, code: str, raw: Body, key: str) -> tuple[str, ...]:
        self._stand(raw)
        value = raw.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.problems.say(f"bước {code}: {key} phải là danh sách mã")
        return ()

    def _code(self, what: str, raw: Body) -> str:
        self._stand(raw)
        code = raw.get("code")
        if isinstance(code, str) and CODE.fullmatch(code):
            return code
        self.problems.say(f"{what}: mã “{code}” không hợp lệ (a-z, 0-9, _, bắt đầu bằng chữ, tối đa 40 ký tự)")
        return ""

    def _keys(self, where: str, raw: Body, known: set[str]) -> None:
        self._stand(raw)
        if unknown := set(raw) - known:
            self.problems.say(f"{where}: không hiểu {_listed(unknown)}")

    def _list(self, where: str, raw: object) -> list[Body]:
        if isinstance(raw, list) and raw and all(isinstance(item, Mapping) for item in raw):
            return cast("list[Body]", raw)
        self.problems.say(f"{where}: phải là danh sách có ít nhất một mục")
        return []


def _pointers(value: object, at: str) -> Iterator[tuple[int, str]]:
    """Every table of the body by its identity: where it is written, as a JSON pointer."""
    if isinstance(value, Mapping):
        yield id(value), at
        for key, inner in value.items():
            yield from _pointers(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _pointers(inner, f"{at}/{index}")


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(f"“{name}”" for name in names))


END_TITLES: Mapping[EndCode, str] = {
    EndCode.GRANTED: "Có kết quả",
    EndCode.REFUSED: "Không đủ điều kiện giải quyết",
    EndCode.NOT_ACCEPTED: "Từ chối tiếp nhận",
    EndCode.STOPPED: "Dừng giải quyết",
    EndCode.WITHDRAWN: "Rút hồ sơ",
}
