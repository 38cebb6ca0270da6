"""The one place where an error becomes a page or a problem+json answer, and where a request gets its id and headers."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from tinhso.foundation.access import api as access
from tinhso.foundation.rest import api as rest
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.errors import DomainError
from tinhso.kernel.ids import new_id

log = logging.getLogger("tinhso.web")

CSRF_MISSING = "Thiếu mã chống giả mạo: gửi kèm tiêu đề X-CSRFToken."

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"


class RequestMiddleware:
    """Outermost: request id, security headers, and the edge that turns DomainError into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if settings.BEHIND_PROXY and forwarded:
            # Only the last entry was written by our own proxy; the others are whatever the visitor claims.
            request.META["REMOTE_ADDR"] = forwarded.rpartition(",")[2].strip()
        # Django's request is open for such additions; its type is not.
        request.request_id = new_id()  # type: ignore[attr-defined]
        # No address has a NUL; a database refuses it as text.
        unreadable = "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "")
        response = _unreadable(request) if unreadable else self.get_response(request)
        if response.status_code == 405 and wants_json(request):
            response = _plain(request, 405, "method_not_allowed", "Địa chỉ này không nhận phương thức đó.", response)
        if wants_json(request):
            response = rest.finish(request, response)
        response.headers["X-Request-Id"] = str(request.request_id)  # type: ignore[attr-defined]
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, DomainError):
            return answer(request, exception)
        if isinstance(exception, UnicodeEncodeError | DataError):
            # Text that no database keeps (NUL, half a character), or longer than any of its columns.
            log.warning("web.unreadable path=%s error=%s", request.path, type(exception).__name__)
            return _unreadable(request)
        return None


def answer(request: HttpRequest, error: DomainError) -> HttpResponseBase:
    """The refusal as the caller can read it; a denial is also written to the security log, after the rollback."""
    actor = getattr(request, "actor", None) or Actor(channel=Channel.ONLINE)
    if error.is_denial:
        access.record_denial(actor=actor, act=getattr(error, "act", error.message), path=request.path)
    if wants_json(request):
        return JsonResponse(
            error.as_problem(),
            status=error.status,
            content_type="application/problem+json",
            headers=rest.retry_after(error),
        )
    return render(request, "ui/error.html", {"error": error}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _plain(
    request: HttpRequest, status: int, code: str, message: str, instead_of: HttpResponseBase | None = None
) -> HttpResponseBase:
    if wants_json(request):
        problem = {"type": f"urn:tinhso:problem:{code}", "title": code, "status": status, "detail": message}
        kept = {name: instead_of.headers[name] for name in ("Allow",) if instead_of and name in instead_of.headers}
        return JsonResponse(problem, status=status, content_type="application/problem+json", headers=kept)
    return render(request, f"{status}.html", {"message": message}, status=status)


def _unreadable(request: HttpRequest) -> HttpResponseBase:
    return _plain(request, 400, "bad_request", "Yêu cầu không đọc được.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if isinstance(exception, _TOO_MUCH):
        return _plain(request, 413, "too_large", "Nội dung gửi lên quá lớn. Chưa có gì thay đổi.")
    return _unreadable(request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Refused by a view that is not ours (allauth's): logged like our own denials."""
    actor = getattr(request, "actor", None) or Actor(channel=Channel.ONLINE)
    access.record_denial(actor=actor, act="web.permission", path=request.path)
    return _plain(request, 403, "denied", "Bạn không có quyền mở trang này.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _plain(request, 404, "not_found", "Không có trang này.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    return _plain(request, 500, "error", "Hệ thống gặp lỗi. Dữ liệu đã lưu không mất; vui lòng thử lại.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    if wants_json(request):
        return _plain(request, 403, "csrf", CSRF_MISSING)
    return render(request, "ui/csrf.html", {"reason": reason}, status=403)
