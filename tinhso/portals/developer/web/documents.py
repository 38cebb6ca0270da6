"""What the API offers, page by page, from its own description; open to everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tinhso.foundation.ui.types import Row, SummaryRow
from tinhso.portals.developer import api
from tinhso.services.webhooks import api as webhooks


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation as the pages show it. `scope` "" = open, "phiên" = a signed-in person's own."""

    id: str
    method: str
    path: str
    tag: str
    details: dict[str, Any]

    @property
    def scope(self) -> str:
        """The scope it needs, "" for none."""
        for way in self.details.get("security", ()):
            for scopes in way.values():
                if scopes:
                    return str(scopes[0])
        return ""

    @property
    def is_open(self) -> bool:
        return not self.details.get("security")


def _operations() -> Iterator[Operation]:
    for path, methods in api.description()["paths"].items():
        for method, details in methods.items():
            tag = (details.get("tags") or [""])[0]
            yield Operation(
                id=details["operationId"].removeprefix("tinhso_"),
                method=method.upper(),
                path=path,
                tag=tag,
                details=details,
            )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    return render(request, "developer/home.html", {"address": settings.PUBLIC_ADDRESS, "is_sandbox": settings.DEMO})


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Every operation, by the module that answers it."""
    groups: dict[str, list[Operation]] = {}
    for one in _operations():
        groups.setdefault(one.tag, []).append(one)
    return render(request, "developer/operations.html", {"groups": sorted(groups.items())})


@require_safe
def operation(request: HttpRequest, operation_id: str) -> HttpResponse:
    """One operation: what it takes, how it answers, samples that run."""
    found = next((one for one in _operations() if one.id == operation_id), None)
    if found is None:
        raise Http404
    parameters = [
        SummaryRow(
            key=one["name"],
            value=f"{one['in']} {one.get('description', '') or one['schema'].get('description', '')}".strip(),
        )
        for one in found.details.get("parameters", ())
    ]
    answers = [
        SummaryRow(key=str(status), value=one["description"]) for status, one in found.details["responses"].items()
    ]
    context = {
        "operation": found,
        "parameters": parameters,
        "answers": answers,
        "samples": found.details.get("x-codeSamples", ()),
    }
    return render(request, "developer/operation.html", context)


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Every event that other systems may hear of, with what it carries."""
    is_english = get_language() == "en"
    listed = [
        {
            "name": one.name,
            "title": one.title_en if is_english else one.title,
            "scope": one.scope,
            "version": one.version,
            "fields": [
                Row(cells=(name, shape.get("format") or shape.get("type") or "…"))
                for name, shape in one.schema["properties"].items()
            ],
        }
        for one in webhooks.event_types()
    ]
    return render(request, "developer/events.html", {"events": listed})
