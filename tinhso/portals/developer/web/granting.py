"""The administrator's pages: which systems there are, who asked for what, what each may and in which agencies."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access import api as access
from tinhso.foundation.access.errors import WrongClient
from tinhso.foundation.access.types import Client
from tinhso.foundation.identity import api as identity
from tinhso.foundation.ui.types import Option
from tinhso.kernel.actor import Actor
from tinhso.portals.developer.web.shells import scope_options


def _administrator(request: HttpRequest) -> Actor:
    actor = identity.actor_of(request)
    access.authorise(actor=actor, act="clients.manage", agency_id=access.Whose.NO_AGENCY)
    return actor


@require_safe
@login_required
def granting(request: HttpRequest) -> HttpResponseBase:
    """Every system; those that wait for a decision first."""
    _administrator(request)
    listed = access.list_clients()
    names = identity.person_names([one.owner_id for one in listed if one.owner_id])
    rows = [(one, names.get(one.owner_id, "") if one.owner_id else "") for one in listed]
    waiting = [row for row in rows if row[0].asked_scopes]
    return render(
        request, "developer/granting.html", {"waiting": waiting, "others": [row for row in rows if row not in waiting]}
    )


@require_http_methods(["GET", "POST"])
@login_required
def grant(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """What one system may from now on."""
    actor = _administrator(request)
    client = access.get_client(client_id=client_id, actor=actor)
    errors: dict[str, str] = {}
    typed = request.POST.get("agencies", "") if request.method == "POST" else _codes(client)
    chosen = request.POST.getlist("scopes") if request.method == "POST" else [*client.scopes, *client.asked_scopes]
    if request.method == "POST":
        agencies, strange = _agencies(typed)
        if strange:
            errors["agencies"] = f"Không có cơ quan nào mang mã {', '.join(strange)}."
        else:
            try:
                access.grant_client(
                    client_id=client_id,
                    scopes=chosen,
                    agency_ids=agencies,
                    everywhere="everywhere" in request.POST,
                    actor=actor,
                )
            except WrongClient as refused:
                errors["scopes"] = refused.message
            else:
                messages.success(request, f"Đã lưu quyền của {client.title}.")
                return redirect(reverse("developer:granting"))
    context = {
        "client": client,
        "scopes": scope_options(access.list_scopes()),
        "chosen": chosen,
        "agencies": typed,
        "everywhere": ["1"] if ("everywhere" in request.POST or client.everywhere) else [],
        "everywhere_options": [Option(value="1", text="Mọi cơ quan của tỉnh")],
        "errors": errors,
    }
    return render(request, "developer/grant.html", context, status=422 if errors else 200)


def _codes(client: Client) -> str:
    wanted = set(client.agency_ids)
    return "\n".join(one.code for one in identity.list_agencies() if one.id in wanted)


def _agencies(typed: str) -> tuple[list[UUID], list[str]]:
    """(ids, codes that nobody has)."""
    codes = list(dict.fromkeys(typed.replace(",", " ").split()))
    found = {code: access.agency_coded(code) for code in codes}
    return [one for one in found.values() if one is not None], [code for code, one in found.items() if one is None]
