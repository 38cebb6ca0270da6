"""The light pages below `/z/`, for the browser inside Zalo and for slow networks: follow a dossier, begin a filing.

No script, no font, one small style sheet; a filing goes on at the ordinary pages after the ordinary sign-in. A button of a Zalo
notice opens `/z/ho-so/<id>/`.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.casework.dossiers import queries
from tinhso.casework.dossiers.errors import NoDossier
from tinhso.casework.dossiers.types import Dossier, Tracked
from tinhso.casework.dossiers.web import words
from tinhso.casework.dossiers.web.stages import stages
from tinhso.casework.dossiers.web.tracking import look_up, tracked_rows
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.api import door_url
from tinhso.kernel.text import clean

_FOUND = 10


@never_cache
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Two questions: which dossier, or which procedure."""
    return _track(request)


@never_cache
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Whoever has it and is signed in sees where it stands; anybody else is asked as everywhere, and learns nothing here."""
    actor = identity.actor_of(request)
    if request.method == "GET" and actor.person_id is not None:
        try:
            found = queries.get_dossier(dossier_id, actor=actor, purpose="Xem hồ sơ của mình")
        except NoDossier:
            return _track(request, dossier_id=dossier_id)
        return render(request, "dossiers/light/own.html", _own(found))
    return _track(request, dossier_id=dossier_id)


def _track(request: HttpRequest, dossier_id: UUID | None = None) -> HttpResponse:
    errors: dict[str, str] = {}
    status = 200
    code, last_four = "", ""
    if request.method == "POST":
        asked = look_up(request)
        code, last_four, errors, status = asked.code, asked.last_four, asked.errors, asked.status
        if asked.found:
            lines = [_line(one) for one in asked.found]
            return render(request, "dossiers/light/tracked.html", {"lines": lines, "code": code.upper()})
    context = {"errors": errors, "code": code, "last_four": last_four, "dossier_id": dossier_id}
    return render(request, "dossiers/light/home.html", context, status=status)


def _line(tracked: Tracked) -> dict[str, object]:
    return {
        "tracked": tracked,
        "status": words.status_words(tracked.status),
        "tone": words.status_tone(tracked.status).value,
        "rows": tracked_rows(tracked),
        "stages": stages(tracked.steps, tracked.status),
    }


def _own(found: Dossier) -> dict[str, object]:
    rows = [(gettext("Nộp lúc"), words.moment(found.submitted_at))]
    if found.due_at and not found.status.is_over:
        rows.append((gettext("Hẹn trả kết quả"), words.moment(found.due_at)))
    return {
        "dossier": found,
        "status": words.status_words(found.status),
        "tone": words.status_tone(found.status).value,
        "rows": rows,
    }


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Find a procedure by everyday words; each leads to what it needs and to the ordinary filing."""
    asked = clean(request.GET.get("q", ""))[:100]
    hits = procedures.search(asked, limit=_FOUND) if asked else []
    lines = [{"hit": hit, "apply": door_url("procedure.apply", hit.code) if hit.is_operational else ""} for hit in hits]
    return render(request, "dossiers/light/begin.html", {"asked": asked, "lines": lines})
