"""What a module's `web/rest.py` uses: `auth=Scoped(…)`, `once`, the cursor of a list; and how the edge ends an answer.

An operation without `auth` of its own is closed to everybody.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from ninja import Header, Query
from ninja import Status as HttpStatus
from ninja.security import HttpBearer

from tinhso.foundation.access import api as access
from tinhso.foundation.access.types import Client
from tinhso.foundation.rest import paging
from tinhso.foundation.rest.actions import answer_once, count_call
from tinhso.foundation.rest.errors import TooManyCalls, WrongScope
from tinhso.foundation.rest.types import Caller, Page, Quota
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.errors import TooMany

__all__ = [
    "Caller",
    "Cursor",
    "IdempotencyKey",
    "Limit",
    "Open",
    "Page",
    "Scoped",
    "by_place",
    "by_time",
    "caller_of",
    "once",
]

_MOST_WRONG_KEYS, _MINUTE = 30, 60
# Hashed for its ETag: a longer answer is a file.
_LARGEST_TAGGED = 2_000_000

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=120,
        description="Khóa của bạn cho việc này; gửi lại cùng khóa và nội dung thì nhận lại cùng câu trả lời",
    ),
]
Cursor = Annotated[str, Query(max_length=500, description="`next_cursor` của trang trước")]
Limit = Annotated[int, Query(ge=1, le=100, description="Số mục một trang")]

# The name under which an operation says with what its samples call it.
EXAMPLE = "x-tinhso-example"

by_time = paging.by_time
by_place = paging.by_place
read_time = paging.read_time
write_time = paging.write_time


class Scoped(HttpBearer):
    """Let in a client whose key or OAuth2 token has the scope; many wrong keys from one address are turned away for a minute."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Raises TooMany, TooManyCalls, WrongScope."""
        counter = f"rest.wrong_keys.{request.META.get('REMOTE_ADDR', '')}"
        if cache.get(counter, 0) >= _MOST_WRONG_KEYS:
            raise TooMany("Quá nhiều lần sai khóa; thử lại sau một phút.")
        client = access.client_by_key(token[:200])
        if client is None:
            cache.set(counter, cache.get(counter, 0) + 1, _MINUTE)
            return None
        actor = Actor(channel=Channel.API, client_id=client.id)
        # Django's request is open for what the edge says about this call; its type is not.
        request.actor = actor  # type: ignore[attr-defined]
        request.quota = count_call.count_call(client)  # type: ignore[attr-defined]
        if self.scope not in client.scopes:
            raise WrongScope(client.code, self.scope)
        return Caller(client=client, actor=actor)


class Open:
    """Everybody, without saying who: the calls of an address are counted against its minute as those of a system are."""

    def __call__(self, request: HttpRequest) -> bool:
        """Raises TooManyCalls."""
        request.quota = count_call.count_address(request.META.get("REMOTE_ADDR", ""))  # type: ignore[attr-defined]
        return True


class Closed(HttpBearer):
    """Nobody: what an operation gets that does not say who may call it."""

    def authenticate(self, request: HttpRequest, token: str) -> None:
        return None


def example(
    *, path: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None, body: Any = None
) -> dict[str, Any]:
    """With what an operation's samples call it, as its `openapi_extra`. `$NAME` is a variable of the caller's environment."""
    return {EXAMPLE: {"path": dict(path or {}), "query": dict(query or {}), "body": body}}


def caller_of(request: HttpRequest) -> Caller:
    """The system that `Scoped` let in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def client_of(request: HttpRequest) -> tuple[Client, Actor]:
    """The system that `Scoped` let in, and how it acts."""
    caller = caller_of(request)
    return caller.client, caller.actor


def once(
    request: HttpRequest, key: str, do: Callable[[], tuple[int, Mapping[str, Any]]]
) -> HttpStatus[Mapping[str, Any]]:
    """Do the act for this Idempotency-Key, or give the answer that it already had. Raises KeyReused.

    `do` gives (status, answer). A refusal is not kept: the same key may be tried again.
    """
    caller = f"client:{caller_of(request).client.id}"
    asked = b"|".join((str(request.method).encode(), request.path.encode(), request.body))
    (status, answer), is_repeated = answer_once.answer_once(caller=caller, key=key, request=asked, do=do)
    request.is_repeated = is_repeated  # type: ignore[attr-defined]
    return HttpStatus(status, answer)


def told_next(request: HttpRequest, page: Page[Any]) -> Page[Any]:
    """The page, whose following one the answer also names in its `Link` header."""
    request.next_cursor = page.next_cursor  # type: ignore[attr-defined]
    return page


def finish(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What every answer of the API says besides its body: quota, next page, repetition; and 304 where nothing changed."""
    quota: Quota | None = getattr(request, "quota", None)
    if quota is not None:
        response.headers["RateLimit-Limit"] = str(quota.limit)
        response.headers["RateLimit-Remaining"] = str(quota.remaining)
        response.headers["RateLimit-Reset"] = str(quota.reset)
    if following := getattr(request, "next_cursor", ""):
        asked = request.GET.copy()
        asked["cursor"] = following
        response.headers["Link"] = f'<{settings.PUBLIC_ADDRESS}{request.path}?{asked.urlencode()}>; rel="next"'
    if getattr(request, "is_repeated", False):
        response.headers["Idempotent-Replayed"] = "true"
    if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
        return _tagged(request, response)
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    if len(response.content) > _LARGEST_TAGGED or not response.headers["Content-Type"].startswith("application/json"):
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    patch_vary_headers(response, ("Authorization", "Cookie"))
    if tag not in parse_etags(request.headers.get("If-None-Match", "")):
        return response
    same = HttpResponseNotModified()
    for name in ("ETag", "Vary", "Link", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"):
        if name in response.headers:
            same.headers[name] = response.headers[name]
    return same


def retry_after(error: Exception) -> dict[str, str]:
    """The `Retry-After` of a refusal that is one of time."""
    if isinstance(error, TooManyCalls):
        return {
            "Retry-After": str(error.seconds),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(error.seconds),
        }
    return {"Retry-After": str(_MINUTE)} if isinstance(error, TooMany) else {}


def sweep() -> int:
    """Forget counters and kept answers that are over."""
    return count_call.sweep() + answer_once.sweep()
