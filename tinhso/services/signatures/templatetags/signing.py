"""What a page about a batch shows of it: how it is signed on the officer's own machine."""

from typing import Any

from django import template
from django.template import Context

register = template.Library()
_SHOWN = ("waiting", "is_over", "has_expired", "held", "is_remote", "was_asked", "agent", "order")


@register.inclusion_tag("signatures/parts/machine.html", takes_context=True)
def own_machine(context: Context) -> dict[str, Any]:
    """What `signatures.api.machine_page` gave the page, with the buttons that sign."""
    return {name: context[name] for name in _SHOWN}
