"""`{% load desk %}`: the one thing templates of the desk cannot say, a look-up by a computed key."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[str, str], key: str) -> str:
    """The entry of that key, "" where there is none."""
    return values.get(key, "")
