"""A national identity came for an account with a sign-in of its own: its owner signs in to it once and says yes, or says no."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api, queries
from tinhso.foundation.identity.types import PendingLink
from tinhso.kernel import clock
from tinhso.kernel.encryption import mask

_KEY, NEXT_KEY = "identity.pending_link", "identity.national_next"
_WAITS_S = 900


def keep_pending(request: HttpRequest, pending: PendingLink, level: str) -> None:
    """Remember for minutes what waits for its owner: keys and indexes only, nothing that the identity said of a person."""
    request.session[_KEY] = {
        "user": str(pending.user_id),
        "provider": pending.provider,
        "index": pending.subject_index.hex(),
        "level": level,
        "is_organisation": pending.is_organisation,
        "at": clock.now().timestamp(),
    }


def _pending(request: HttpRequest) -> PendingLink | None:
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if kept is None or clock.now().timestamp() - float(kept["at"]) > _WAITS_S:
        return None
    return PendingLink(
        user_id=UUID(kept["user"]),
        provider=kept["provider"],
        subject_index=bytes.fromhex(kept["index"]),
        level=kept["level"],
        is_organisation=kept["is_organisation"],
    )


@require_http_methods(["GET", "POST"])
def confirm_link(request: HttpRequest) -> HttpResponseBase:
    """The account that has this number already: sign in to it, then tie the national identity to it, or leave both apart."""
    pending = _pending(request)
    if pending is None:
        return redirect("account_login")
    if request.method == "POST" and "decline" in request.POST:
        api.decline_link(pending)
        del request.session[_KEY]
        return render(request, "identity/link_declined.html")
    user = queries.signed_in(request)
    is_owner = user is not None and user.id == pending.user_id
    if is_owner and queries.has_second_factor(pending.user_id):
        factor = api.second_factor_address(request)
        if factor:
            return redirect(factor)
    if request.method == "POST" and is_owner:
        return _confirmed(request, pending)
    account = queries.account_of(pending.user_id)
    by_staff_page = not settings.DEMO or (account is not None and queries.is_officer(account.person_id))
    sign_in = reverse("identity:staff_sign_in" if by_staff_page else "account_login")
    context = {
        "is_owner": is_owner,
        "username": "" if account is None else mask(account.username),
        "sign_in_url": f"{sign_in}?{urlencode({'next': request.path})}",
    }
    return render(request, "identity/confirm_link.html", context, status=422 if request.method == "POST" else 200)


def _confirmed(request: HttpRequest, pending: PendingLink) -> HttpResponse:
    api.confirm_link(pending, actor=api.actor_of(request))
    del request.session[_KEY]
    after = request.session.pop(NEXT_KEY, "")
    if pending.is_organisation:
        # What the identity said of the organisation was not kept: it says it again.
        return redirect(f"{reverse('identity:national')}?{urlencode({'next': after})}")
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()})
    return redirect(after if after and safe else settings.LOGIN_REDIRECT_URL)
