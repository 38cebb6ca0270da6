"""No page without an entry in the register of screens; needs no browser."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.browser.screens import IN_JOURNEYS, NOT_ROOMS, NOT_SCREENS, SCREENS
from tests.browser.stage import dummies


def _names(resolver: URLResolver, room: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, f"{room}{pattern.namespace}:" if pattern.namespace else room)
        elif isinstance(pattern, URLPattern):
            yield f"{room}{pattern.name}"


def _looked_at() -> set[str]:
    stand_ins = dict(dummies())
    paths = (screen.path.format(**stand_ins).partition("?")[0] for screen in SCREENS if screen.status != 404)
    return {resolve(path).view_name for path in paths}


def test_every_page_is_in_the_register() -> None:
    names = {name for name in _names(get_resolver()) if not name.startswith(NOT_ROOMS)}
    assert sorted(names - _looked_at() - set(NOT_SCREENS) - set(IN_JOURNEYS)) == []


def test_what_is_left_out_exists() -> None:
    names = set(_names(get_resolver()))
    assert sorted({*NOT_SCREENS, *IN_JOURNEYS} - names) == []


def test_names_of_screens_are_unique() -> None:
    names = [screen.name for screen in SCREENS]
    assert sorted(set(names)) == sorted(names)
