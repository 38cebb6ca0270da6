"""The HTTP API of the platform: one NinjaAPI, one router a module, refusals as problem+json."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tinhso.config.modules import MODULES, exists
from tinhso.config.web import answer
from tinhso.kernel.errors import DomainError


def make_api() -> NinjaAPI:
    """The API with every module's `web/rest.py` router mounted under its own tag."""
    api = NinjaAPI(title="Tỉnh Số", version="1", description="Dịch vụ dữ liệu của tỉnh.", docs_url="/docs")
    for module in MODULES:
        if exists(f"{module}.web.rest"):
            api.add_router("", import_module(f"{module}.web.rest").router, tags=[module.rpartition(".")[2]])

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponseBase:
        return answer(request, error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"pointer": "/" + "/".join(str(step) for step in item["loc"]), "detail": item["msg"]}
            for item in error.errors
        ]
        return _problem(422, "invalid", "Dữ liệu gửi lên không hợp lệ.", errors)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return _problem(401, "unauthenticated", "Cần đăng nhập.")

    @api.exception_handler(HttpError)
    def refused_by_protocol(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _problem(error.status_code, "bad_request", str(error))

    return api


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
