"""A page posted after the session ended is kept, encrypted, until its owner has signed in again."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url

from tinhso.kernel.encryption import decrypt, encrypt
from tinhso.kernel.errors import Unavailable

_KEY = "forms.kept"
_MOST = 30_000


def sign_in_first(request: HttpRequest) -> HttpResponseRedirect:
    """To the sign-in page and back to this page; what was posted waits in the session, unreadable without our key."""
    if request.method == "POST":
        body = json.dumps({"path": request.path, "typed": dict(request.POST.lists())})
        if len(body) <= _MOST:
            request.session[_KEY] = encrypt(body)
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def take_kept(request: HttpRequest, draft_id: UUID) -> QueryDict | None:
    """What was typed on this very page before the session ended, once; the caller has checked whose draft it is."""
    sealed = request.session.get(_KEY)
    if not sealed:
        return None
    try:
        kept = json.loads(decrypt(sealed))
    except (Unavailable, ValueError):
        del request.session[_KEY]
        return None
    if f"/{draft_id}/" not in kept["path"]:
        del request.session[_KEY]
        return None
    if kept["path"] != request.path:
        return None
    del request.session[_KEY]
    typed = QueryDict(mutable=True)
    for name, texts in kept["typed"].items():
        if name != "csrfmiddlewaretoken":
            typed.setlist(name, texts)
    return typed
