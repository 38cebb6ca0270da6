"""The own account: factors, PIN, password."""

from uuid import UUID

from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.identity import api, queries
from tinhso.kernel.actor import Actor
from tinhso.kernel.errors import DomainError


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Which factors guard this account."""
    user = queries.signed_in(request)
    assert user is not None
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    context = {
        "totp": next((one for one in factors if one.type == "totp"), None),
        "passkeys": [one for one in factors if one.type == "webauthn"],
        "codes": next((one for one in factors if one.type == "recovery_codes"), None),
        "has_pin": bool(user.pin),
        "has_password": user.has_usable_password(),
        "is_officer": queries.is_officer(user.person_id),
        "username": user.username,
        "manages": bool(user.person_id and api.managed_by(user.person_id)),
    }
    return render(request, "identity/security.html", context)


@login_required
@require_safe
def second_factor_choice(request: HttpRequest) -> HttpResponse:
    """The first sign-in of an officer: choose an app or a passkey before anything else."""
    if queries.has_second_factor(UUID(str(request.user.pk))):
        return redirect("mfa_index")
    return render(request, "identity/second_factor.html")


def _person(request: HttpRequest) -> Actor:
    """The own person without a post: these acts are about oneself."""
    return api.actor_of(request)


@sensitive_post_parameters("oldpassword", "password1", "password2")
def change_password(request: HttpRequest) -> HttpResponseBase:
    """A refused change answers 422, as every form of ours."""
    view = PasswordChangeView.as_view(template_name="identity/password.html", success_url="/tai-khoan/bao-mat/")
    response: HttpResponseBase = view(request)
    if request.method == "POST" and response.status_code == 200:
        response.status_code = 422
    return response


@login_required
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Set the PIN that unlocks a shared counter."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        user = queries.signed_in(request)
        assert user is not None
        if not user.has_usable_password() or not user.check_password(request.POST.get("password", "")):
            errors = {"password": "Mật khẩu không đúng."}
        else:
            try:
                api.set_pin(pin=request.POST.get("pin", ""), actor=_person(request))
                return redirect("mfa_index")
            except DomainError as wrong:
                errors["pin"] = wrong.message
    return render(request, "identity/pin.html", {"errors": errors}, status=422 if errors else 200)
