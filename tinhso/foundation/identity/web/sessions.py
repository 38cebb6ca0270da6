"""What a session remembers beside the sign-in: last use, lock, active post; and sessions parked at a shared counter."""

import json
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase

from tinhso.kernel import clock
from tinhso.kernel.encryption import decrypt, encrypt
from tinhso.kernel.errors import Unavailable

SEEN, LOCKED, POST, TRIES = "identity.seen", "identity.locked", "identity.post", "identity.unlock_tries"
PARKED_COOKIE = "tinhso_quay"
PARKED_AT_MOST = 6
UNLOCK_TRIES = 5
_TOUCH_EVERY_S = 60


def idle_limit(*, officer: bool) -> timedelta:
    """Minutes without use: an officer's screen locks, a citizen is signed out."""
    name, minutes = ("IDENTITY_OFFICER_IDLE_MINUTES", 15) if officer else ("IDENTITY_CITIZEN_IDLE_MINUTES", 30)
    return timedelta(minutes=int(getattr(settings, name, minutes)))


def is_idle(request: HttpRequest, *, officer: bool) -> bool:
    """Whether the session was unused for longer than its limit."""
    seen = request.session.get(SEEN)
    return seen is not None and clock.now().timestamp() - float(seen) > idle_limit(officer=officer).total_seconds()


def touch(request: HttpRequest) -> None:
    """Note the use, at most once a minute so that reading pages does not write each time."""
    now = clock.now().timestamp()
    if now - float(request.session.get(SEEN, 0)) >= _TOUCH_EVERY_S:
        request.session[SEEN] = now


def is_locked(request: HttpRequest) -> bool:
    return bool(request.session.get(LOCKED))


def lock(request: HttpRequest) -> None:
    request.session[LOCKED] = True
    request.session[TRIES] = 0


def unlock(request: HttpRequest) -> None:
    request.session.pop(LOCKED, None)
    request.session.pop(TRIES, None)
    request.session[SEEN] = clock.now().timestamp()
    request.session.cycle_key()


def chosen_post(request: HttpRequest) -> UUID | None:
    """The post chosen in this session, if any."""
    value = request.session.get(POST)
    return UUID(value) if isinstance(value, str) else None


@dataclass(frozen=True)
class Parked:
    """A locked session waiting at this counter: which one, whose."""

    key: str
    user: AbstractBaseUser


def _store(key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)


def parked(request: HttpRequest) -> list[Parked]:
    """The locked sessions parked at this browser that still live and are still locked; newest first."""
    found = []
    for key in _keys(request):
        session = _store(key)
        if session.get(LOCKED) and SESSION_KEY in session and key != request.session.session_key:
            visitor = HttpRequest()
            visitor.session = session
            user = get_user(visitor)
            if isinstance(user, AbstractBaseUser):
                found.append(Parked(key=key, user=user))
    return found


def park(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put the locked session aside: another officer signs in here, the first comes back later with the PIN."""
    own = request.session.session_key
    keys = [own, *(key for key in _keys(request) if key != own)] if own else _keys(request)
    _write(response, keys[:PARKED_AT_MOST])


def resume(request: HttpRequest, response: HttpResponseBase, key: str) -> None:
    """Take a parked session up again in this browser; it is still locked and asks for the PIN."""
    own = request.session.session_key
    others = [one for one in _keys(request) if one != key]
    if own is not None and own not in others and is_locked(request):
        others.insert(0, own)
    _write(response, others[:PARKED_AT_MOST])
    request.session = _store(key)
    request.session.modified = True


def leave_session(request: HttpRequest) -> None:
    """Let the browser forget its session without ending it: the empty one takes its place."""
    request.session = _store("")


def _keys(request: HttpRequest) -> list[str]:
    raw = request.COOKIES.get(PARKED_COOKIE, "")
    try:
        keys = json.loads(decrypt(raw)) if raw else []
    except (Unavailable, ValueError):
        return []
    return [key for key in keys if isinstance(key, str)][:PARKED_AT_MOST] if isinstance(keys, list) else []


def _write(response: HttpResponseBase, keys: list[str]) -> None:
    response.set_cookie(
        PARKED_COOKIE,
        encrypt(json.dumps(keys)),
        max_age=settings.SESSION_COOKIE_AGE,
        path="/khoa/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
