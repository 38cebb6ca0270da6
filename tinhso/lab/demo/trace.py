"""What a play reports: each check with what was seen, and the facts of the trace."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Trace:
    """What happened and which checks held. `ok` only when every check did."""

    checks: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def check(self, name: str, held: bool, seen: object = "") -> None:
        self.checks.append({"check": name, "held": bool(held), "seen": str(seen)[:300]})

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check["held"] for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **self.facts, "checks": self.checks}
