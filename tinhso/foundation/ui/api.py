"""What other modules call: declare navigation and slots, read dates typed into three boxes, gather the front end's files."""

import re
from collections.abc import Callable, Mapping
from types import ModuleType

from django.http import HttpRequest

from tinhso.foundation.ui import registry
from tinhso.foundation.ui.gathering import gather_static
from tinhso.foundation.ui.types import EVERYWHERE, DateValue, Door, NavItem, Place, Shortcut, Slot

__all__ = [
    "door_url",
    "gather_static",
    "page_number",
    "read_date",
    "register",
    "register_module",
    "shortcuts_by_page",
    "use_gate",
    "use_keys",
    "use_place",
    "wants_single_keys",
]


def register(*declared: NavItem | Slot | Door | Shortcut) -> None:
    """Adds navigation items, slots, doors and shortcuts; called by a module's ``navigation.py`` while it loads. Twice is once."""
    registry.add(*declared)


def door_url(name: str, *args: object) -> str:
    """The address of a page of a room above, by what it is for ("procedure.apply"); empty when there is none."""
    return registry.door_url(name, *args)


def register_module(module: ModuleType) -> None:
    """Adds what a ``navigation.py`` declares: ``NAV``, ``SLOTS``, ``DOORS``, ``SHORTCUTS``, ``PLACE``; config calls it for every module."""
    for name in ("NAV", "SLOTS", "DOORS", "SHORTCUTS"):
        registry.add(*getattr(module, name, ()))
    if hasattr(module, "PLACE"):
        registry.set_place(module.PLACE)


def use_gate(gate: registry.Gate) -> None:
    """Says how ``NavItem.act`` is asked: ``gate(request, act) -> bool``. Without one, items with an act are hidden."""
    registry.set_gate(gate)


def shortcuts_by_page() -> list[Shortcut]:
    """Every keyboard shortcut of the officers' pages, those of one page together, first those of every page."""
    known = registry.shortcuts()
    pages = [EVERYWHERE, *dict.fromkeys(one.page for one in known)]
    return sorted(known, key=lambda one: pages.index(one.page))


def wants_single_keys(request: HttpRequest) -> bool:
    """Whether single keys work for the reader, as who keeps accounts says."""
    return registry.wants_keys(request)


def use_keys(ask: Callable[[HttpRequest], bool]) -> None:
    """Says who wants single keys: ``ask(request) -> bool``. Without one, everybody does."""
    registry.set_wants_keys(ask)


def use_place(ask: Callable[[], Place | None]) -> None:
    """Says who knows the province's name and hotline for headers and footers; asked at most once a minute."""
    registry.set_place(ask)


def page_number(asked: str, *, last: int) -> int:
    """The page that an address asks for, from 1 to `last`; 1 for what is no number."""
    if not (asked.isascii() and asked.isdigit()):
        return 1
    # More digits than any page has: int() refuses thousands of them.
    return max(1, min(int(asked[:9]), last))


def read_date(data: Mapping[str, str], name: str) -> DateValue:
    """The three boxes of ``{% date_input name=… %}`` from POST data: spaces and stray marks removed, kept as typed."""

    def part(key: str) -> str:
        return re.sub(r"[\s./-]", "", data.get(f"{name}-{key}", ""))[:4]

    return DateValue(day=part("day"), month=part("month"), year=part("year"))
