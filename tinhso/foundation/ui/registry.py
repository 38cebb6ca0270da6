"""The registries of navigation, slots and doors, filled while modules load; read by the shell of every page."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tinhso.foundation.ui.types import Audience, Door, NavGroup, NavItem, Place, Shortcut, Slot

Gate = Callable[[HttpRequest, str], bool]
# How long every page may show a place that has just been changed by a definition.
PLACE_SECONDS = 60.0


@dataclass(frozen=True)
class NavLink:
    """A navigation item as a page shows it."""

    label: str
    href: str
    current: bool
    group: NavGroup | None = None


@dataclass(frozen=True)
class NavFold:
    """Links that fold up under one word; current when one of them is."""

    label: str
    links: tuple[NavLink, ...]
    current: bool


def _closed(request: HttpRequest, act: str) -> bool:
    return False


def _everybody(request: HttpRequest) -> bool:
    return True


class _Shell:
    def __init__(self) -> None:
        self.items: dict[tuple[Audience, str, str], NavItem] = {}
        self.ordered: dict[Audience, tuple[NavItem, ...]] = {}
        self.slots: dict[tuple[str, str], Slot] = {}
        self.doors: dict[str, str] = {}
        self.shortcuts: dict[str, Shortcut] = {}
        self.gate: Gate = _closed
        self.wants_keys: Callable[[HttpRequest], bool] = _everybody
        self.ask_place: Callable[[], Place | None] = lambda: None
        self.place: tuple[float, Place] | None = None


_shell = _Shell()


def add(*declared: NavItem | Slot | Door | Shortcut) -> None:
    for entry in declared:
        if isinstance(entry, NavItem):
            _shell.items[entry.audience, entry.url_name, entry.label] = entry
            _shell.ordered.clear()
        elif isinstance(entry, Door):
            _shell.doors[entry.name] = entry.url_name
        elif isinstance(entry, Shortcut):
            _shell.shortcuts[entry.name] = entry
        else:
            provider = f"{entry.provider.__module__}.{entry.provider.__qualname__}"
            _shell.slots[entry.name, provider] = entry


def door_url(name: str, *args: object) -> str:
    """The address behind the door; empty when no module opened it or it is not mounted here."""
    try:
        return reverse(_shell.doors[name], args=args)
    except (KeyError, NoReverseMatch):
        return ""


def shortcuts() -> tuple[Shortcut, ...]:
    """Every shortcut, in the order in which modules declared them."""
    return tuple(_shell.shortcuts.values())


def shortcut(name: str) -> Shortcut:
    """One shortcut. Raises KeyError for a name that nobody declared: a page never has a key that the list does not."""
    return _shell.shortcuts[name]


def set_wants_keys(ask: Callable[[HttpRequest], bool]) -> None:
    _shell.wants_keys = ask


def wants_keys(request: HttpRequest | None) -> bool:
    """Whether single keys work for the reader (WCAG 2.1.4: they can be switched off)."""
    return request is None or _shell.wants_keys(request)


def set_gate(gate: Gate) -> None:
    _shell.gate = gate


def links(request: HttpRequest, audience: Audience, language: str) -> list[NavLink]:
    """The items this request may see, in order; the deepest address that the path starts with is current."""
    shown: list[tuple[str, str, NavGroup | None]] = []
    for item in _items(audience):
        if item.signed_in and not is_signed_in(request):
            continue
        if item.act and not _shell.gate(request, item.act):
            continue
        if item.useful is not None and not item.useful(request):
            continue
        href = _address(item.url_name, get_urlconf(), get_script_prefix())
        if not href:
            continue
        shown.append((item.label_en if language == "en" and item.label_en else item.label, href, item.group))
    above = [href for _, href, _ in shown if href == request.path or (href != "/" and request.path.startswith(href))]
    here = max(above, key=len, default="")
    return [NavLink(label=label, href=href, current=href == here, group=group) for label, href, group in shown]


def menu(request: HttpRequest, audience: Audience, language: str) -> list[NavLink | NavFold]:
    """The same, as it is shown: the daily work open, then the folds. A fold of one link is that link."""
    seen = links(request, audience, language)
    folds = [tuple(link for link in seen if link.group is group) for group in NavGroup]
    lone = {fold[0] for fold in folds if len(fold) == 1}
    shown: list[NavLink | NavFold] = [link for link in seen if link.group is None or link in lone]
    for fold in folds:
        if len(fold) > 1 and fold[0].group is not None:
            shown.append(NavFold(str(fold[0].group), fold, current=any(link.current for link in fold)))
    return shown


def _items(audience: Audience) -> tuple[NavItem, ...]:
    """Those of an audience in order, which every page shows."""
    if audience not in _shell.ordered:
        found = (item for item in _shell.items.values() if item.audience == audience)
        _shell.ordered[audience] = tuple(sorted(found, key=lambda item: (item.order, item.label)))
    return _shell.ordered[audience]


@lru_cache(maxsize=1024)
def _address(url_name: str, urlconf: str | None, prefix: str) -> str:
    """Where a page without arguments is, as this site is mounted; empty when it is not."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def set_place(ask: Callable[[], Place | None]) -> None:
    _shell.ask_place, _shell.place = ask, None


def place() -> Place:
    """Where this is, asked again every minute; nothing is kept while nobody knows."""
    if _shell.place is not None and time.monotonic() - _shell.place[0] < PLACE_SECONDS:
        return _shell.place[1]
    found = _shell.ask_place()
    if found is not None:
        _shell.place = (time.monotonic(), found)
    return found or Place()


def is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)


def slot_html(request: HttpRequest, name: str) -> SafeString:
    """What every module put into the slot, in order."""
    parts = []
    for slot in sorted((slot for slot in _shell.slots.values() if slot.name == name), key=lambda slot: slot.order):
        content = slot.provider(request)
        if content is not None:
            parts.append(render_to_string(content.template, dict(content.context), request=request))
    return format_html_join("", "{}", ((part,) for part in parts))
