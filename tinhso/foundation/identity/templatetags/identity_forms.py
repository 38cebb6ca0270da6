"""Errors of allauth's forms in the shape of our error summary."""

from django import template
from django.forms import BaseForm

register = template.Library()


@register.simple_tag
def form_problems(form: BaseForm | None, main: str = "") -> dict[str, list[str]]:
    """Field → sentences; what belongs to no field is shown at `main`."""
    if form is None or not form.is_bound:
        return {}
    return {(main if name == "__all__" else name): [str(one) for one in texts] for name, texts in form.errors.items()}
