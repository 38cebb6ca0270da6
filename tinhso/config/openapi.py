"""The description of the API (OpenAPI 3.1): how every operation refuses, who may call it, and samples that run as they stand.

An operation's `rest.example(…)` says with what its samples call it; CI runs them against a real server.
"""

import json
from typing import Any

from django.conf import settings
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security.base import AuthBase

from tinhso.foundation.access import api as access
from tinhso.foundation.rest.api import EXAMPLE, Scoped

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
    401: "Chưa đăng nhập, hoặc khóa không dùng được",
    403: "Không được phép",
    404: "Không có, hoặc không có cho bạn",
    409: "Người khác đã làm trước",
    413: "Nội dung gửi lên quá lớn",
    422: "Nội dung gửi lên không đúng",
    429: "Quá nhiều lần; `Retry-After` nói bao nhiêu giây",
    503: "Tạm thời không phục vụ được",
}
_SIGN_ON = "/identity/o/api/token"


class ProvinceSchema(OpenAPISchema):
    """Ninja's description, completed."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        details: dict[str, Any] = super().operation_details(operation)
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for status, description in _REFUSALS.items():
            details["responses"].setdefault(status, {"description": description, "content": content})
        if not operation.auth_callbacks:
            details["security"] = []
        return details

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = []
        for auth in operation.auth_callbacks:
            if isinstance(auth, Scoped):
                found += [{"OAuth2": [auth.scope]}, {"Key": [auth.scope]}]
            elif isinstance(auth, AuthBase):
                name = type(auth).__name__
                found.append({name: []})
                self.securitySchemes[name] = auth.openapi_security_schema
        return found or None

    def get_components(self) -> dict[str, Any]:
        components: dict[str, Any] = super().get_components()
        components["schemas"]["Problem"] = _PROBLEM
        scopes = {one.code: f"{one.title} · {one.title_en}" for one in access.list_scopes()}
        components.setdefault("securitySchemes", {}).update(
            {
                "Key": {"type": "http", "scheme": "bearer", "description": "Khóa của hệ thống: ts_….…"},
                "OAuth2": {
                    "type": "oauth2",
                    "description": "client_id = phần đầu của khóa (ts_…), client_secret = phần sau dấu chấm",
                    "flows": {
                        "clientCredentials": {"tokenUrl": f"{settings.PUBLIC_ADDRESS}{_SIGN_ON}", "scopes": scopes}
                    },
                },
            }
        )
        return components

    def get_paths(self) -> dict[str, Any]:
        paths: dict[str, Any] = super().get_paths()
        for path, operations in paths.items():
            for method, operation in operations.items():
                example = operation.pop(EXAMPLE, None)
                if example is not None:
                    operation["x-codeSamples"] = samples(path, method.upper(), operation, example)
        return paths


def samples(path: str, method: str, operation: dict[str, Any], example: dict[str, Any]) -> list[dict[str, str]]:
    """The call in curl and in Python. `$NAME` in a value is a variable of the caller's environment."""
    url = path
    for name, value in example["path"].items():
        url = url.replace("{" + name + "}", value)
    if example["query"]:
        url += "?" + "&".join(f"{name}={value}" for name, value in example["query"].items())
    headers = _headers(operation, example, is_write=method not in ("GET", "DELETE"))
    return [
        {"lang": "Shell", "label": "curl", "source": _curl(method, url, headers, example["body"])},
        {"lang": "Python", "label": "Python", "source": _python(method, url, headers, example["body"])},
    ]


def _headers(operation: dict[str, Any], example: dict[str, Any], *, is_write: bool) -> dict[str, str]:
    ways = {name for one in operation.get("security", ()) for name in one}
    headers = {}
    if "Key" in ways:
        headers["Authorization"] = "Bearer $KEY"
    elif ways:
        headers["Cookie"] = "$COOKIES"
        if is_write:
            headers["X-CSRFToken"] = "$CSRF"
    if any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ())):
        headers["Idempotency-Key"] = f"vi-du-{operation['operationId'].rpartition('rest_')[2].replace('_', '-')}"
    if example["body"] is not None:
        headers["Content-Type"] = "application/json"
    return headers


def _curl(method: str, url: str, headers: dict[str, str], body: Any) -> str:
    lines = [f'curl -sS -X {method} "$TINHSO{url}"']
    lines += [f'-H "{name}: {value}"' for name, value in headers.items()]
    if body is not None:
        text = json.dumps(body, ensure_ascii=False)
        # Only between double quotes does the shell put in a variable.
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if "$" in text else f"'{text}'"
        lines.append(f"-d {quoted}")
    return " \\\n  ".join(lines)


def _python(method: str, url: str, headers: dict[str, str], body: Any) -> str:
    sent = [f'    "{name}": expandvars("{value}"),' for name, value in headers.items()]
    text = f"json.dumps({body!r})"
    text = f"expandvars({text})" if "$" in text else text
    data = [] if body is None else [f"    data={text}.encode(),"]
    return "\n".join(
        [
            "import json",
            "from os.path import expandvars",
            "from urllib.request import Request, urlopen",
            "",
            "headers = {",
            *sent,
            "}",
            "request = Request(",
            f'    expandvars("$TINHSO{url}"),',
            f'    method="{method}",',
            "    headers=headers,",
            *data,
            ")",
            "with urlopen(request, timeout=30) as answer:",
            "    body = answer.read()",
            "    print(answer.status, json.loads(body) if body else None)",
        ]
    )


def servers() -> list[dict[str, str]]:
    """Where this API is."""
    return [{"url": settings.PUBLIC_ADDRESS}]
