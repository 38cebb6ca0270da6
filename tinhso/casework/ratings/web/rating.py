"""C29: the slip of who is signed in, and of who holds a receipt; where a dossier's pages offer it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.casework.ratings import api, queries
from tinhso.casework.ratings.subjects import subjects_of
from tinhso.casework.ratings.types import ASSIST, Rated
from tinhso.casework.ratings.web import slip_form
from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import SlotContent
from tinhso.kernel.clock import now, today
from tinhso.kernel.errors import Conflict, Denied, DomainError, Invalid, NotFound

KIND = "dossier"


@login_required
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The own slip, new or to be changed."""
    return _own(request, dossier_id, "ratings:rate", "ratings/rate.html")


@require_http_methods(["GET", "POST"])
def assist(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """An officer writes down what the applicant says, which is marked; never about the own work."""
    actor = identity.actor_of(request)
    if not actor.is_officer:
        raise Denied("Trang này dành cho cán bộ đang làm việc ở một vị trí.")
    access.authorise(actor=actor, act=ASSIST, agency_id=access.Whose.ANY_OF_MINE)
    return _own(request, dossier_id, "ratings:assist", "ratings/assist.html")


def _own(request: HttpRequest, dossier_id: UUID, here: str, template: str) -> HttpResponse:
    actor = identity.actor_of(request)
    slip = queries.own_slip(KIND, dossier_id, actor=actor)
    rated = subjects_of(KIND).about(dossier_id)
    rule = api.rule_on(today())
    given = slip_form.said(slip) if slip else None
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given = slip_form.read(request.POST, rule)
        try:
            api.rate(kind=KIND, subject_id=dossier_id, given=given, actor=actor)
        except (Invalid, Conflict) as refused:
            errors, status = slip_form.errors_of(refused), refused.status
        else:
            messages.success(request, gettext("Cảm ơn bạn, đánh giá đã được ghi."))
            return redirect(here, dossier_id=dossier_id)
    shown = {"slip": slip, "can_change": slip is None or now() <= slip.changeable_until}
    return _page(request, rated, {**slip_form.context(rule, given, errors), **shown}, status, template)


@never_cache
@require_http_methods(["GET", "POST"])
def by_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The slip of whoever scans the QR of the receipt, without signing in."""
    subject_id = subjects_of(KIND).by_token(token)
    rated = subjects_of(KIND).about(subject_id)
    rule = api.rule_on(today())
    given = None
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given = slip_form.read(request.POST, rule)
        try:
            api.rate_by_receipt(kind=KIND, token=token, given=given, actor=identity.actor_of(request))
        except (Invalid, Conflict) as refused:
            errors, status = slip_form.errors_of(refused), refused.status
        else:
            messages.success(request, gettext("Cảm ơn bạn, đánh giá đã được ghi."))
            return redirect("ratings:by_receipt", token=token)
    shown = {"slip": None, "can_change": True, "was_rated": queries.is_rated(KIND, subject_id)}
    return _page(request, rated, {**slip_form.context(rule, given, errors), **shown}, status, "ratings/rate.html")


def _page(request: HttpRequest, rated: Rated, context: dict[str, Any], status: int, template: str) -> HttpResponse:
    shown = {
        "rated": rated,
        "is_ready": rated.ready_at is not None,
        "place": identity.get_agency(rated.owner_agency_id).name,
    }
    return render(request, template, {**shown, **context}, status=status)


def on_subject(request: HttpRequest) -> SlotContent | None:
    """On the applicant's page of a dossier that has its result: rate it, or see what one said."""
    dossier_id = resolve(request.path_info).kwargs.get("dossier_id")
    rated = _about(dossier_id)
    if rated is None or rated.ready_at is None:
        return None
    context = {"dossier_id": dossier_id, "token": "", "done": queries.is_rated(KIND, rated.id)}
    return SlotContent(template="ratings/_offer.html", context=context)


def on_receipt(request: HttpRequest) -> SlotContent | None:
    """The same on the page behind the QR of a receipt."""
    token = resolve(request.path_info).kwargs.get("token", "")
    try:
        rated = _about(subjects_of(KIND).by_token(token)) if token else None
    except NotFound:
        return None
    if rated is None or rated.ready_at is None or queries.is_rated(KIND, rated.id):
        return None
    return SlotContent(template="ratings/_offer.html", context={"dossier_id": "", "token": token, "done": False})


def _about(dossier_id: UUID | None) -> Rated | None:
    """None where nobody registered dossiers, or there is no such one: the page itself says so."""
    if dossier_id is None:
        return None
    try:
        return subjects_of(KIND).about(dossier_id)
    except DomainError:
        return None
