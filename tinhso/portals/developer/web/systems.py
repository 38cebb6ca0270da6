"""A person's own systems: register one, its keys (told once), its subscriptions. The same page for the administrator."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import WrongClient
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.kernel.clock import now
from tinhso.kernel.errors import DomainError
from tinhso.portals.developer.web.shells import DEVELOPER, STAFF, Shell, scope_options
from tinhso.services.webhooks import api as webhooks
from tinhso.services.webhooks.types import Mode

# How long an older key runs on when a new one takes its place.
_OVERLAP = timedelta(hours=24)


@require_http_methods(["GET", "POST"])
def systems(request: HttpRequest) -> HttpResponseBase:
    """The person's systems, and the form for a new one; its key is in the answer to that form and nowhere else."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    typed = {name: request.POST.get(name, "").strip() for name in ("code", "title")}
    chosen = request.POST.getlist("scopes")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            keys = access.register_client(code=typed["code"], title=typed["title"], scopes=chosen, actor=actor)
        except WrongClient as refused:
            errors = {box: gettext(words) for box, words in refused.by_box("code").items()}
        else:
            made = access.client_coded(typed["code"])
            return _told(request, keys.key, DEVELOPER, made.id if made else None)
    context = {
        "systems": access.list_clients(owner_id=actor.person_id),
        "scopes": scope_options(access.list_scopes()),
        "chosen": chosen or _first_choice(),
        "typed": typed,
        "errors": errors,
        "is_sandbox": settings.DEMO,
    }
    return render(request, "developer/systems.html", context, status=422 if errors else 200)


def _first_choice() -> list[str]:
    return [one.code for one in access.list_scopes() if one.is_self_service]


def _told(request: HttpRequest, key: str, shell: Shell, client_id: UUID | None) -> HttpResponse:
    context = {
        "key": key,
        "shell_template": shell.template,
        "back": shell.system,
        "client_id": client_id,
        "address": settings.PUBLIC_ADDRESS,
    }
    return render(request, "developer/key.html", context)


@require_http_methods(["GET", "POST"])
def own_system(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """One system of the person who is signed in."""
    if identity.actor_of(request).person_id is None:
        return redirect_to_login(request.get_full_path())
    return _system(request, client_id, DEVELOPER)


@require_http_methods(["GET", "POST"])
def staff_system(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """Any system, for who holds `clients.manage`."""
    access.authorise(actor=identity.actor_of(request), act="clients.manage", agency_id=access.Whose.NO_AGENCY)
    return _system(request, client_id, STAFF)


def _system(request: HttpRequest, client_id: UUID, shell: Shell) -> HttpResponseBase:
    actor = identity.actor_of(request)
    client = access.get_client(client_id=client_id, actor=actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            answer = _act(request, client_id, actor, shell)
        except DomainError as refused:
            if refused.status not in (409, 422):
                raise
            errors = _errors(refused)
        else:
            return answer
    at = now()
    names = webhooks.types_of(client)
    context = {
        "shell_template": shell.template,
        "shell_systems": shell.systems,
        "shell_system": shell.system,
        "shell_subscription": shell.subscription,
        "is_staff": shell is STAFF,
        "client": client,
        "keys": [(one, one.lives(at)) for one in access.client_keys(client_id=client_id, actor=actor)],
        "subscriptions": webhooks.list_subscriptions(client_id=client_id, actor=actor),
        "event_options": _event_options(names),
        "modes": [
            Option(value=Mode.STRUCTURED.value, text="structured"),
            Option(value=Mode.BINARY.value, text="binary"),
        ],
        "typed": {"url": request.POST.get("url", ""), "mode": request.POST.get("mode", Mode.STRUCTURED.value)},
        "chosen": request.POST.getlist("events"),
        "errors": errors,
    }
    return render(request, "developer/system.html", context, status=422 if errors else 200)


def _event_options(names: tuple[str, ...]) -> list[Option]:
    """The events that the system may hear of, in the reader's words."""
    is_english = get_language() == "en"
    titles = {one.name: one.title_en if is_english else one.title for one in webhooks.event_types()}
    return [Option(value=name, text=titles[name], hint=_breakable(name)) for name in names]


def _breakable(name: str) -> str:
    """A long name that a narrow page may break after each part."""
    return name.replace("_", "_\u200b").replace(".", ".\u200b")


def _errors(refused: DomainError) -> dict[str, str]:
    """By field of the page; what is not about a field stands at the address."""
    found: dict[str, str] = {}
    for pointer, words in refused.fields.items():
        found.setdefault(pointer.split("/")[1], gettext(words))
    return found or {"": gettext(refused.message)}


def _act(request: HttpRequest, client_id: UUID, actor: Actor, shell: Shell) -> HttpResponseBase:
    """Raises DomainError."""
    deed = request.POST.get("viec", "")
    here = redirect(shell.system, client_id)
    if deed in ("khoa", "doi-khoa"):
        overlap = _OVERLAP if deed == "doi-khoa" else None
        title = gettext("Khóa thay") if overlap else gettext("Khóa thêm")
        key = access.add_client_key(client_id=client_id, title=title, overlap=overlap, actor=actor)
        return _told(request, key, shell, client_id)
    if deed == "thu-hoi":
        access.revoke_client_key(client_id=client_id, prefix=request.POST.get("khoa", ""), actor=actor)
        messages.success(request, gettext("Đã thu hồi khóa."))
        return here
    if deed == "dong":
        access.close_client(client_id=client_id, actor=actor)
        messages.success(request, gettext("Đã đóng hệ thống; mọi khóa không còn dùng được."))
        return redirect(shell.systems)
    wanted = webhooks.Wanted(
        url=request.POST.get("url", "").strip(),
        events=request.POST.getlist("events"),
        mode=Mode.BINARY if request.POST.get("mode") == Mode.BINARY.value else Mode.STRUCTURED,
    )
    made = webhooks.create_subscription(client_id=client_id, wanted=wanted, actor=actor)
    context: dict[str, Any] = {
        "secret": made.secret,
        "shell_template": shell.template,
        "shell_subscription": shell.subscription,
        "client_id": client_id,
        "subscription": made.subscription,
    }
    return render(request, "developer/secret.html", context)
