"""Columns by their names, for the lists in which each of them is decided once."""

import re

from django.apps import apps


def columns_named(names: re.Pattern[str]) -> set[str]:
    """`app.Model.field` of every column of ours whose name holds the pattern."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("tinhso.")
        for field in model._meta.concrete_fields
        if names.search(field.name)
    }
