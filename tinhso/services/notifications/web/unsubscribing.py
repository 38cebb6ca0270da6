"""The link of a letter: stop letters of one kind, without signing in. Opening it changes nothing: scanners open links too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tinhso.foundation.identity import api as identity
from tinhso.services.notifications import api


# A mail program posts here without cookie or page (RFC 8058); the signature in the address is what authorises it.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; one click of a mail program does the same."""
    token = token[:600]
    link = api.unsubscribe_link(token)
    if request.method == "POST":
        api.unsubscribe(token=token, actor=identity.actor_of(request))
    kind = link.kind.title_en if get_language() == "en" else link.kind.title
    context = {"kind": kind, "channel": gettext(link.channel.words), "is_done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)
