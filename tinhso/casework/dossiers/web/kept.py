"""A page sent after the session ended: what was chosen waits, unreadable, until its owner has signed in again."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import resolve_url

from tinhso.foundation.identity import api as identity
from tinhso.kernel.encryption import decrypt, encrypt
from tinhso.kernel.errors import Unavailable

P = ParamSpec("P")
_KEY = "dossiers.kept"
_MOST = 4_000


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for somebody: others sign in first and come back to it with what they had chosen."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if identity.actor_of(request).person_id is not None:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            body = json.dumps({"path": request.path, "typed": dict(request.POST.lists())})
            if len(body) <= _MOST:
                request.session[_KEY] = encrypt(body)
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))

    return guarded


def typed_on(request: HttpRequest) -> tuple[QueryDict, bool]:
    """What is on the page: what was just sent, or what was kept from before signing in (True, once), or nothing."""
    if request.method == "POST":
        return request.POST, False
    typed = QueryDict(mutable=True)
    sealed = request.session.pop(_KEY, None) if _KEY in request.session else None
    if sealed is None:
        return typed, False
    try:
        kept = json.loads(decrypt(sealed))
    except (Unavailable, ValueError):
        return typed, False
    if kept["path"] != request.path:
        return typed, False
    for name, texts in kept["typed"].items():
        if name != "csrfmiddlewaretoken":
            typed.setlist(name, texts)
    return typed, True
