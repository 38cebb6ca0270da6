"""Two accounts of one person become one: the person proves both, one after the other; or an administrator gives a reason."""

import json
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.identity import api, merging, queries
from tinhso.foundation.identity.types import ProvedAccount
from tinhso.kernel import clock
from tinhso.kernel.encryption import decrypt, encrypt
from tinhso.kernel.errors import DomainError, Unavailable

_COOKIE, _WAITS = "tinhso_gop", timedelta(minutes=15)
_PURPOSE = "Gộp hai tài khoản của một người"


@login_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponseBase:
    """The first account is proved and left, then the second one is signed in to, then both are shown and merged."""
    user = queries.proved_account(UUID(str(request.user.pk)))
    if user is None:
        return redirect("mfa_index")
    factor = api.second_factor_address(request) if queries.has_second_factor(user.user_id) else ""
    if factor:
        return redirect(factor)
    first = _proved(request)
    if request.method == "POST" and "start" in request.POST:
        return _started(request, user)
    if first is None or first.user_id == user.user_id:
        return render(request, "identity/merge_start.html", {"is_same": first is not None})
    if request.method == "POST" and "leave" in request.POST:
        response = redirect("mfa_index")
        response.delete_cookie(_COOKIE, path=request.path)
        return response
    actor = api.actor_of(request)
    sides, no, unlike = merging.compared(first.person_id, user.person_id, actor=actor, purpose=_PURPOSE)
    error = ""
    if request.method == "POST":
        try:
            api.merge_own(proved_user_id=first.user_id, actor=actor)
        except DomainError as refused:
            error = refused.message
        else:
            return _done(request)
    context = {"sides": sides, "no": _(no or unlike) if no or unlike else "", "errors": {"": error} if error else {}}
    return render(request, "identity/merge_confirm.html", context, status=409 if error else 200)


def _started(request: HttpRequest, user: ProvedAccount) -> HttpResponseBase:
    """Remember in this browser, for minutes and encrypted, that this account was proved; then leave it."""
    kept = {"user": str(user.user_id), "generation": user.generation, "at": clock.now().timestamp()}
    here = request.path
    logout(request)
    sign_in = "account_login" if settings.DEMO or not queries.is_officer(user.person_id) else "identity:staff_sign_in"
    response = redirect(f"{reverse(sign_in)}?{urlencode({'next': here})}")
    # Lax: the national identity sends people back here from another site.
    response.set_cookie(
        _COOKIE,
        encrypt(json.dumps(kept)),
        max_age=int(_WAITS.total_seconds()),
        path=here,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _proved(request: HttpRequest) -> ProvedAccount | None:
    """The account that this browser was signed in to minutes ago, unless its sessions were ended since."""
    try:
        kept = json.loads(decrypt(request.COOKIES[_COOKIE]))
        user_id, generation, at = UUID(kept["user"]), int(kept["generation"]), float(kept["at"])
    except (Unavailable, ValueError, KeyError, TypeError):
        return None
    if clock.now().timestamp() - at > _WAITS.total_seconds():
        return None
    user = queries.proved_account(user_id)
    return user if user is not None and user.generation == generation else None


def _done(request: HttpRequest) -> HttpResponse:
    path = request.path
    logout(request)
    response = render(request, "identity/merge_done.html")
    response.delete_cookie(_COOKIE, path=path)
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def by_administrator(request: HttpRequest) -> HttpResponse:
    """Find both cards, compare them, give the reason, merge. Raises ActDenied without `accounts.merge`."""
    actor = api.actor_of(request)
    access.authorise(actor=actor, act=merging.ACT, agency_id=access.Whose.NO_AGENCY)
    context: dict[str, object] = {"data": request.POST, "errors": {}}
    if request.method == "GET":
        return render(request, "identity/merge_find.html", context)
    found, errors = _both(request)
    if errors or found is None:
        return render(request, "identity/merge_find.html", {**context, "errors": errors}, status=422)
    try:
        sides, no, unlike = merging.compared(*found, actor=actor, purpose=_PURPOSE)
        context |= {"sides": sides, "no": no, "unlike": unlike, "one": found[0], "other": found[1]}
        if "merge" in request.POST:
            kept_id = api.merge_for(
                one_id=found[0], other_id=found[1], reason=request.POST.get("reason", ""), actor=actor
            )
            name = api.person_names([kept_id]).get(kept_id, "")
            return render(request, "identity/merge_done_staff.html", {"name": name})
    except DomainError as refused:
        errors = refused.by_box("")
    template = "identity/merge_compare.html" if "sides" in context else "identity/merge_find.html"
    return render(request, template, {**context, "errors": errors}, status=422 if errors else 200)


def _both(request: HttpRequest) -> tuple[tuple[UUID, UUID] | None, dict[str, str]]:
    """The ids that the page of comparison sends back, else what was typed to find each card."""
    posted = request.POST
    try:
        return (UUID(posted["one_id"]), UUID(posted["other_id"])), {}
    except (KeyError, ValueError):
        pass
    errors: dict[str, str] = {}
    ids: list[UUID] = []
    for name in ("one", "other"):
        found = merging.find_card(posted.get(name, ""), posted.get(f"{name}_phone", ""))
        if len(found) == 1:
            ids.append(found[0])
        else:
            errors[name] = (
                "Có nhiều thẻ khớp: nhập số định danh, số hộ chiếu hoặc tên đăng nhập."
                if found
                else "Không thấy thẻ nào."
            )
    if not errors and ids[0] == ids[1]:
        errors["other"] = "Hai ô cùng chỉ một thẻ."
    return (None, errors) if errors else ((ids[0], ids[1]), {})
