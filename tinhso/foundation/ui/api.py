"""What other modules call: declare navigation and slots, read dates that were typed into three boxes."""

import re
from collections.abc import Callable, Mapping
from types import ModuleType

from tinhso.foundation.ui import registry
from tinhso.foundation.ui.types import DateValue, NavItem, Place, Slot

__all__ = ["read_date", "register", "register_module", "use_gate", "use_place"]


def register(*declared: NavItem | Slot) -> tuple[NavItem | Slot, ...]:
    """Adds navigation items and slots; called by a module's ``navigation.py`` while it loads. Twice is once."""
    return registry.add(*declared)


def register_module(module: ModuleType) -> None:
    """Adds what a ``navigation.py`` declares as ``NAV``, ``SLOTS`` and ``PLACE``; config calls it for every module."""
    registry.add(*getattr(module, "NAV", ()), *getattr(module, "SLOTS", ()))
    if hasattr(module, "PLACE"):
        registry.set_place(module.PLACE)


def use_gate(gate: registry.Gate) -> None:
    """Says how ``NavItem.act`` is asked: ``gate(request, act) -> bool``. Without one, items with an act are hidden."""
    registry.set_gate(gate)


def use_place(ask: Callable[[], Place | None]) -> None:
    """Says who knows the province's name and hotline for headers and footers; asked at most once a minute."""
    registry.set_place(ask)


def read_date(data: Mapping[str, str], name: str) -> DateValue:
    """The three boxes of ``{% date_input name=… %}`` from POST data: spaces and stray marks removed, kept as typed."""

    def part(key: str) -> str:
        return re.sub(r"[\s./-]", "", data.get(f"{name}-{key}", ""))[:4]

    return DateValue(day=part("day"), month=part("month"), year=part("year"))
