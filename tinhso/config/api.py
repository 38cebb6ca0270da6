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
from tinhso.config.web import CSRF_MISSING, answer
from tinhso.kernel.errors import DomainError

# No form is deeper: a form's answers are groups of repeating groups of fields.
DEEPEST = 24
_UNREADABLE = "Không đọc được nội dung gửi lên."

_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "Một lời từ chối (RFC 9457). `title` là mã ổn định; `errors` chỉ chỗ sai bằng JSON pointer.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_REFUSALS = {
    400: "Không đọc được yêu cầu",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không có, hoặc không có cho bạn",
    409: "Người khác đã làm trước",
    413: "Nội dung gửi lên quá lớn",
    422: "Nội dung gửi lên không đúng",
    429: "Quá nhiều lần",
    503: "Tạm thời không phục vụ được",
}


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
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


class ProvinceApi(NinjaAPI):
    """Its OpenAPI says of every operation how it refuses: the same problem+json everywhere."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **kwargs)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, description in _REFUSALS.items():
                    operation["responses"].setdefault(status, {"description": description, "content": content})
        return schema


def make_api() -> NinjaAPI:
    """The API with every module's `web/rest.py` router mounted under its own tag."""
    api = ProvinceApi(
        title="Tỉnh Số",
        version="1",
        description="Dịch vụ dữ liệu của tỉnh.",
        docs_url="/docs",
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
