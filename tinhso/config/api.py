"""The HTTP API of the platform: one NinjaAPI, one router a module, refusals as problem+json."""

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from tinhso.config.modules import MODULES, exists
from tinhso.config.openapi import ProvinceSchema, servers
from tinhso.config.web import CSRF_MISSING, answer
from tinhso.foundation.rest.api import Closed
from tinhso.kernel.errors import DomainError

# No form is deeper: a form's answers are groups of repeating groups of fields.
DEEPEST = 24
_UNREADABLE = "Không đọc được nội dung gửi lên."


class StrictParser(Parser):
    """JSON as the standard says it (no NaN), no deeper than any form, and only text that a database can keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        value = json.loads(request.body, parse_constant=_refuse)
        for text in _texts(value):
            _check_text(text)
        return value

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Any:
        for name, values in data.lists():
            for text in (name, *values):
                if isinstance(text, str) and not _is_text(text):
                    raise HttpError(400, _UNREADABLE)
        return super().parse_querydict(data, list_fields, request)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every name and text of a JSON value. Raises ValueError where it is too deep."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, depth + 1)
    elif isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from _texts(one, depth + 1)


def _check_text(text: str) -> None:
    if not _is_text(text):
        raise ValueError("not text")


def _is_text(text: str) -> bool:
    """Whether it can be kept as UTF-8: no NUL, no half of a surrogate pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


class ProvinceApi(NinjaAPI):
    """Described by `openapi.py`; an operation that does not say who may call it is closed."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return ProvinceSchema(self, prefix)


def make_api() -> NinjaAPI:
    """The API with every module's `web/rest.py` router mounted under its own tag."""
    api = ProvinceApi(
        title="Tỉnh Số",
        version="1",
        description="Dịch vụ dữ liệu của tỉnh.",
        docs_url="/docs",
        servers=servers(),
        auth=Closed(),
        parser=StrictParser(),
    )
    for module in MODULES:
        if exists(f"{module}.web.rest"):
            api.add_router("", import_module(f"{module}.web.rest").router, tags=[module.rpartition(".")[2]])

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponseBase:
        return answer(request, error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"pointer": _pointer(item["loc"]), "detail": item["msg"]} for item in error.errors]
        return _problem(422, "invalid", "Dữ liệu gửi lên không hợp lệ.", errors)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return _unauthenticated()

    @api.exception_handler(HttpError)
    def refused_by_protocol(request: HttpRequest, error: HttpError) -> HttpResponse:
        # Ninja's only 403: it asks for the token of a form before it asks who is there.
        if error.status_code == 403:
            return _problem(403, "csrf", CSRF_MISSING) if request.user.is_authenticated else _unauthenticated()
        return _problem(error.status_code, "bad_request", _UNREADABLE if error.status_code == 400 else str(error))

    return api


def _pointer(place: Sequence[object]) -> str:
    """Into what was sent, where it was a body: ninja names the source and its own argument first."""
    steps = place[2:] if place and place[0] == "body" else place
    return "/" + "/".join(str(step) for step in steps)


def _unauthenticated() -> HttpResponse:
    return _problem(401, "unauthenticated", "Cần đăng nhập.")


def _problem(status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    problem: dict[str, object] = {
        "type": f"urn:tinhso:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
    }
    if errors:
        problem["errors"] = errors
    return JsonResponse(problem, status=status, content_type="application/problem+json")
