"""The shared counter: lock in one press, unlock, let a colleague in, come back; choose the post."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import queries
from tinhso.foundation.identity.api import actor_of, check_unlock
from tinhso.foundation.identity.web import sessions
from tinhso.foundation.identity.web.national import client_address
from tinhso.foundation.identity.web.sign_in import next_page
from tinhso.kernel import clock


def _log(request: HttpRequest, kind: SecurityKind, act: str = "") -> None:
    access.record_security(
        actor=actor_of(request), kind=kind, act=act, path=request.path, address=client_address(request)
    )


@require_POST
def lock_now(request: HttpRequest) -> HttpResponseBase:
    """Lock this session; what was being written stays in its draft."""
    user = queries.signed_in(request)
    if user is None or not queries.is_officer(user.person_id):
        return redirect("account_login")
    if not sessions.is_locked(request):
        sessions.lock(request)
        _log(request, SecurityKind.LOCKED)
    return redirect(reverse("identity:lock"))


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def lock_page(request: HttpRequest) -> HttpResponseBase:
    """The locked screen: PIN or password of whoever locked it, a colleague's way in, parked colleagues' way back."""
    user = queries.signed_in(request)
    if user is None:
        parked = sessions.parked(request)
        return render(request, "identity/locked.html", {"parked": parked}) if parked else redirect("account_login")
    if not sessions.is_locked(request):
        return redirect(next_page(request) or "/")
    error = ""
    if request.method == "POST":
        if check_unlock(user, request.POST.get("secret", "")):
            sessions.unlock(request)
            _log(request, SecurityKind.UNLOCKED)
            return redirect(next_page(request) or ("/can-bo/" if queries.is_officer(user.person_id) else "/"))
        tries = int(request.session.get(sessions.TRIES, 0)) + 1
        request.session[sessions.TRIES] = tries
        _log(request, SecurityKind.UNLOCK_FAILED)
        if tries >= sessions.UNLOCK_TRIES:
            _log(request, SecurityKind.TOO_MANY, "unlock")
            logout(request)
            return redirect("identity:staff_sign_in")
        error = f"Mã PIN hoặc mật khẩu không đúng. Còn {sessions.UNLOCK_TRIES - tries} lần thử."
    context = {
        "name": user.get_full_name(),
        "has_pin": bool(user.pin),
        "next": next_page(request),
        "errors": {"secret": error} if error else {},
        "parked": sessions.parked(request),
    }
    return render(request, "identity/locked.html", context, status=422 if error else 200)


@require_POST
def switch_officer(request: HttpRequest) -> HttpResponseBase:
    """Park this locked session and open the sign-in for a colleague, who uses an own account."""
    if not request.user.is_authenticated:
        return redirect("identity:staff_sign_in")
    if not sessions.is_locked(request):
        sessions.lock(request)
        _log(request, SecurityKind.LOCKED, "switch")
    request.session.save()
    response = HttpResponseRedirect(reverse("identity:staff_sign_in"))
    sessions.park(request, response)
    sessions.leave_session(request)
    return response


@require_POST
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Take up a parked session; the one that was open here is locked and parked instead."""
    wanted = request.POST.get("officer", "")
    found = next((one for one in sessions.parked(request) if str(one.user.pk) == wanted), None)
    if found is None:
        return redirect("identity:lock")
    if request.user.is_authenticated and not sessions.is_locked(request):
        sessions.lock(request)
        _log(request, SecurityKind.LOCKED, "switch")
    if request.user.is_authenticated:
        request.session.save()
    response = HttpResponseRedirect(reverse("identity:lock"))
    sessions.resume(request, response, found.key)
    return response


@require_http_methods(["GET", "POST"])
def posts(request: HttpRequest) -> HttpResponse:
    """Choose through which post to act now; only posts held or covered today are offered."""
    actor = actor_of(request)
    held = queries.held_posts(actor.person_id, clock.today()) if actor.person_id else []
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        chosen: UUID | None = next((one.post.id for one in held if str(one.post.id) == wanted), None)
        if chosen is not None:
            request.session[sessions.POST] = str(chosen)
            _log(request, SecurityKind.POST_SWITCHED, wanted)
            return redirect(next_page(request) or "/can-bo/")
    errors = {"post": "Chọn một vị trí bạn đang giữ."} if request.method == "POST" else {}
    covered = queries.names_of(one.delegated_by for one in held if one.delegated_by is not None)
    options = [
        {
            "value": str(one.post.id),
            "text": f"{one.post.title}, {one.agency.name}",
            "hint": f"Làm thay {covered.get(one.delegated_by, '')}" if one.delegated_by else "",
        }
        for one in held
    ]
    context = {"options": options, "active": str(actor.post_id or ""), "errors": errors, "next": next_page(request)}
    return render(request, "identity/posts.html", context, status=422 if errors else 200)
