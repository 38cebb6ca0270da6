"""The library's pages: search, the forms of one procedure, the blank and the prefilled print."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.http import require_GET

from tinhso.casework.blank_forms import api
from tinhso.casework.blank_forms.types import PrintedForm
from tinhso.engines.procedures import api as procedures
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SlotContent
from tinhso.kernel.actor import Actor
from tinhso.kernel.text import clean

_A_PAGE = 30
_LONGEST = 100


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """Every form, or those that hold what was typed."""
    text = clean(request.GET.get("tim", ""))[:_LONGEST]
    found = api.list_forms(text)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("trang"))
    context = {"text": text, "total": len(found), "page": page, "own": _person(request) is not None}
    return render(request, "blank_forms/library.html", context)


@require_GET
def of_procedure(request: HttpRequest, code: str) -> HttpResponse:
    """The forms of one procedure. A procedure that does not exist is not found; one without forms says so."""
    procedure = procedures.get_procedure(code)
    context = {
        "procedure": procedure,
        "forms": api.forms_of(code),
        "is_prepared_for": api.is_prepared_for(procedure),
        "own": _person(request) is not None,
    }
    return render(request, "blank_forms/of_procedure.html", context)


@require_GET
def blank(request: HttpRequest, code: str) -> HttpResponse:
    """The blank form, for anybody."""
    response = _file(api.print_blank(code))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
def official(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """An official blank as the province laid it there, for anybody."""
    found = api.official_file(code, name)
    response = HttpResponse(found.content, content_type=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
def preparation(request: HttpRequest, code: str) -> HttpResponse:
    """The papers to prepare of a procedure whose form is not known here, for anybody."""
    response = _file(api.print_preparation(code))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_GET
@login_required
def prefilled(request: HttpRequest, code: str) -> HttpResponse:
    """The form filled in with what is known of who is signed in."""
    response = _file(api.print_prefilled(code, actor=identity.actor_of(request)))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def forms_here(request: HttpRequest) -> SlotContent | None:
    """C04: the forms of the procedure whose page this is, or the papers to prepare; nothing where it has neither."""
    code = resolve(request.path_info).kwargs.get("code", "")
    found = api.forms_of(code) if code else ()
    is_prepared_for = bool(code) and api.is_prepared_for(procedures.get_procedure(code))
    if not found and not is_prepared_for:
        return None
    context = {
        "forms": found,
        "code": code,
        "own": _person(request) is not None,
        "is_prepared_for": is_prepared_for,
    }
    return SlotContent(template="blank_forms/_here.html", context=context)


def _person(request: HttpRequest) -> Actor | None:
    actor = identity.actor_of(request)
    return None if actor.person_id is None or actor.is_officer else actor


def _file(printed: PrintedForm) -> HttpResponse:
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{printed.file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
