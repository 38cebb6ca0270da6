"""How the portal misbehaves: a script of faults, each for the next calls of a service."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class Fault(StrEnum):
    """`lost`: carried out, and no answer. `late`: carried out, answered after `seconds`. `stale`: refused as out of order.
    `twice`: carried out two times, as a proxy that repeats does."""

    LATE = "late"
    LOST = "lost"
    TWICE = "twice"
    EXPIRED = "expired"
    BUSY = "busy"
    HTML = "html"
    BROKEN_JSON = "broken_json"
    WRONG_TOTAL = "wrong_total"
    CONTRADICTS = "contradicts"
    DOWN = "down"
    FLOOD = "flood"
    DRIP = "drip"
    REDIRECT = "redirect"
    REFUSES = "refuses"
    OUT_OF_ORDER = "out_of_order"


@dataclass
class Script:
    """Faults in the order in which they come. A service of "*" takes any call but signing in. `met`: how often each was."""

    seconds: float = 30.0
    met: Counter[Fault] = field(default_factory=Counter)
    _lines: list[tuple[str, Fault, int]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, fault: Fault | str, *, service: str = "*", times: int = 1) -> None:
        """The next `times` calls of the service meet the fault; -1 = all from now on."""
        with self._lock:
            self._lines.append((service, Fault(fault), times))

    def clear(self) -> None:
        with self._lock:
            self._lines.clear()

    def take(self, service: str) -> Fault | None:
        """What this call meets."""
        with self._lock:
            for number, (wanted, fault, left) in enumerate(self._lines):
                if wanted != service and not (wanted == "*" and service != "login"):
                    continue
                if left == 1:
                    del self._lines[number]
                elif left > 1:
                    self._lines[number] = (wanted, fault, left - 1)
                self.met[fault] += 1
                return fault
        return None
