"""Who acts in this request: the person, the active post, the second factor, the lock, the idle limit.

Staff pages start with `/can-bo/`: only there (and on the API) an officer acts through a post; everywhere else the same
person is a citizen. The middleware also gathers the reads of a request into its one row.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import SecurityKind
from tinhso.foundation.identity import queries, second_factor, types
from tinhso.foundation.identity.models import User
from tinhso.foundation.identity.web import sessions
from tinhso.foundation.identity.web.national import LEVEL_SESSION_KEY, client_address
from tinhso.kernel import clock
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.errors import Denied

STAFF = "/can-bo/"
API = "/api/"
SSO = "/identity/o/authorize"
_OPEN_WHEN_LOCKED = ("/khoa/", "/dang-xuat/", "/ngon-ngu/")


class ActorMiddleware:
    """Sets `request.actor` (kernel Actor) and `request.held_posts` (tuple of HeldPost)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with access.one_request():
            response = admit(request) or self.get_response(request)
            access.flush_reads()
        return response


def admit(request: HttpRequest) -> HttpResponseBase | None:
    """Find out who acts; an answer instead of the page when they may not go on yet."""
    _set(request, _actor(request, None), ())
    if request.path.startswith(settings.STATIC_URL):
        return None
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return _to_sign_in(request) if request.path.startswith(STAFF) else None
    held = tuple(queries.held_posts(user.person_id, clock.today())) if user.person_id is not None else ()
    refusal = _idle_or_locked(request, user, officer=bool(held))
    if refusal is not None:
        return refusal
    if request.path.startswith(SSO) and held and not second_factor.is_verified(request):
        return _to_second_factor(request, user)
    if not request.path.startswith((STAFF, API)):
        return None
    is_staff_page = request.path.startswith(STAFF)
    if not held:
        return _no_post(request) if is_staff_page else None
    if not second_factor.is_verified(request):
        return _to_second_factor(request, user) if is_staff_page else None
    _set(request, _actor(request, _active(request, held)), held)
    return None


def _set(request: HttpRequest, actor: Actor, held: tuple[types.HeldPost, ...]) -> None:
    # Django's request is open for such additions; its type is not.
    request.actor = actor  # type: ignore[attr-defined]
    request.held_posts = held  # type: ignore[attr-defined]


def _active(request: HttpRequest, held: tuple[types.HeldPost, ...]) -> types.HeldPost:
    """The chosen post while it is still held, else the first: own posts come before covered ones."""
    chosen = sessions.chosen_post(request)
    return next((one for one in held if one.post.id == chosen), held[0])


def _actor(request: HttpRequest, held: types.HeldPost | None) -> Actor:
    user = request.user if isinstance(request.user, User) else None
    channel = Channel.ONLINE
    if request.path.startswith(API):
        channel = Channel.API
    elif held is not None:
        channel = Channel.COUNTER
    facts = {"request_id": request.request_id} if hasattr(request, "request_id") else {}
    return Actor(
        channel=channel,
        person_id=None if user is None else user.person_id,
        user_id=None if user is None else user.id,
        post_id=None if held is None else held.post.id,
        agency_id=None if held is None else held.agency.id,
        assurance="" if user is None else str(request.session.get(LEVEL_SESSION_KEY, "")),
        **facts,
    )


def _idle_or_locked(request: HttpRequest, user: User, *, officer: bool) -> HttpResponseBase | None:
    if sessions.is_idle(request, officer=officer) and not sessions.is_locked(request):
        if officer:
            sessions.lock(request)
            _log(request, SecurityKind.LOCKED, "idle")
        else:
            logout(request)
            _set(request, _actor(request, None), ())
            return None if request.path.startswith(API) or _is_public(request) else _to_sign_in(request)
    if sessions.is_locked(request):
        if request.path.startswith(_OPEN_WHEN_LOCKED):
            return None
        if request.path.startswith(API):
            return JsonResponse(
                {"type": "urn:tinhso:problem:locked", "title": "locked", "status": 401, "detail": "Phiên đang khóa."},
                status=401,
                content_type="application/problem+json",
            )
        return HttpResponseRedirect(f"{reverse('identity:lock')}?{urlencode({'next': _here(request)})}")
    sessions.touch(request)
    return None


def _is_public(request: HttpRequest) -> bool:
    """A page read by an idle citizen is answered as for a visitor; only a form is sent back to sign in."""
    return request.method in ("GET", "HEAD")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    name = "identity:staff_sign_in" if request.path.startswith(STAFF) else "account_login"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': _here(request)})}")


def _to_second_factor(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for the factor again, or have one set up at the first sign-in."""
    if second_factor.has_second_factor(user.id):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': _here(request)})}")
    return HttpResponseRedirect(reverse("identity:second_factor"))


def _no_post(request: HttpRequest) -> HttpResponse:
    error = Denied("Tài khoản của bạn không giữ vị trí nào trong cơ quan.")
    access.record_denial(
        actor=_actor(request, None), act="staff.enter", path=request.path, address=client_address(request)
    )
    return render(request, "ui/error.html", {"error": error}, status=403)


def _here(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/can-bo/" if request.path.startswith(STAFF) else "/"


def _log(request: HttpRequest, kind: SecurityKind, act: str = "") -> None:
    access.record_security(
        actor=_actor(request, None), kind=kind, act=act, path=request.path, address=client_address(request)
    )
