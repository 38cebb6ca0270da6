"""Messages on the browser itself: the page that asks for them, and the script that shows them."""

from pathlib import Path

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.kernel.errors import DomainError
from tinhso.services.notifications import api, queries
from tinhso.services.notifications.adapters.web_push import server_key
from tinhso.services.notifications.domain.push_encryption import public_bytes, to_base64
from tinhso.services.notifications.types import Subscription

_SCRIPT = Path(__file__).resolve().parents[1] / "service_worker.js"


@require_http_methods(["GET", "POST"])
def browser(request: HttpRequest) -> HttpResponseBase:
    """On or off for this browser; its script posts what the browser gives it."""
    actor = identity.actor_of(request)
    if actor.person_id is None:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        endpoint = request.POST.get("endpoint", "")
        if request.POST.get("do") == "off":
            return JsonResponse({"on": not api.unsubscribe_push(endpoint=endpoint, actor=actor)})
        given = Subscription(
            endpoint=endpoint, p256dh=request.POST.get("p256dh", "")[:200], auth=request.POST.get("auth", "")[:100]
        )
        try:
            api.subscribe_push(subscription=given, actor=actor)
        except DomainError as refused:
            return JsonResponse({"on": False, "why": refused.message}, status=refused.status)
        return JsonResponse({"on": True})
    context = {
        "key": to_base64(public_bytes(server_key().public_key())),
        "has_push": queries.has_push(actor.person_id),
    }
    return render(request, "notifications/push.html", context)


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, since a script may only act for pages below its own address."""
    return HttpResponse(_SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
