"""The pages of the citizens' portal."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tinhso.foundation.definitions import api as definitions


@dataclass(frozen=True)
class Entry:
    """One thing a person may come for."""

    text: str
    query: str
    note: str
    icon: str


def _entries(listed: list[dict[str, Any]]) -> list[Entry]:
    suffix = "_en" if (get_language() or "vi").startswith("en") else ""
    return [
        Entry(
            text=entry.get(f"text{suffix}") or entry["text"],
            query=entry["query"],
            note=entry.get(f"note{suffix}") or entry.get("note", ""),
            icon=entry.get("icon", "file"),
        )
        for entry in listed
    ]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """C01: one search box first, then what most people come for."""
    found = definitions.list_current("citizen_home")
    body = found[0].body if found else {}
    context = {"tasks": _entries(body.get("tasks", [])), "life_events": _entries(body.get("life_events", []))}
    return render(request, "citizen/home.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """C51: what the site does for people who see, hear or move differently, and what it does not yet."""
    return render(request, "citizen/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """C52: which data is used, why, for how long, and what a person may ask."""
    return render(request, "citizen/privacy.html")
