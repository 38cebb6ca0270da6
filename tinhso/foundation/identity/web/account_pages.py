"""The own account: factors, PIN, password, and covering for a colleague on leave."""

from uuid import UUID

from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.identity import api, queries
from tinhso.foundation.ui.api import read_date
from tinhso.kernel import clock
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


# Where the page says what a refusal of the cover is about.
_PLACES = {"/reason": "reason", "/valid_to": "to"}


@require_http_methods(["GET", "POST"])
def covers(request: HttpRequest) -> HttpResponse:
    """Let a colleague act through the own post during leave, and end it."""
    actor = api.actor_of(request)
    assert actor.person_id is not None
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _end(request, actor) if "end" in request.POST else _give(request, actor)
        if not errors:
            return redirect("identity:covers")
    own = [one for one in queries.held_posts(actor.person_id, clock.today()) if one.delegated_by is None]
    given = api.delegations_from(actor.person_id)
    names = queries.names_of(one.to_person_id for one in given)
    titles = {one.post.id: one.post.title for one in own}
    context = {
        "own": [{"value": str(one.post.id), "text": f"{one.post.title}, {one.agency.name}"} for one in own],
        "given": [
            {"row": one, "name": names.get(one.to_person_id, ""), "title": titles.get(one.post_id, "")} for one in given
        ],
        "errors": errors,
        "data": request.POST,
        "from_value": read_date(request.POST, "from"),
        "to_value": read_date(request.POST, "to"),
    }
    return render(request, "identity/covers.html", context, status=422 if errors else 200)


def _end(request: HttpRequest, actor: Actor) -> dict[str, str]:
    try:
        api.revoke_delegation(delegation_id=UUID(request.POST["end"]), actor=actor)
    except (DomainError, ValueError) as wrong:
        return {"end": getattr(wrong, "message", "Không có lần ủy quyền này.")}
    return {}


def _give(request: HttpRequest, actor: Actor) -> dict[str, str]:
    start, end = read_date(request.POST, "from").as_date(), read_date(request.POST, "to").as_date()
    colleague = queries.account_named(request.POST.get("colleague", "").strip())
    errors: dict[str, str] = {}
    if start is None:
        errors["from"] = "Nhập ngày bắt đầu."
    if end is None:
        errors["to"] = "Nhập ngày kết thúc."
    if colleague is None or not queries.is_officer(colleague.person_id):
        errors["colleague"] = "Không có cán bộ nào có tên đăng nhập này."
    if errors or start is None or end is None or colleague is None or colleague.person_id is None:
        return errors
    assert actor.person_id is not None
    try:
        api.delegate_post(
            post_id=UUID(request.POST.get("post", "")),
            from_person_id=actor.person_id,
            to_person_id=colleague.person_id,
            valid_from=start,
            valid_to=end,
            reason=request.POST.get("reason", ""),
            actor=actor,
        )
    except ValueError:
        return {"post": "Chọn vị trí."}
    except DomainError as wrong:
        pointer = next(iter(wrong.fields), "")
        return {_PLACES.get(pointer, "colleague"): wrong.message}
    return {}
