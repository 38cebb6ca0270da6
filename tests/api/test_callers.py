"""Who may call which operation: every one × every scope; nothing is open that does not say so."""

from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tinhso.config.urls import api as province_api
from tinhso.foundation.access import api as access
from tinhso.foundation.access.models import SecurityEntry
from tinhso.foundation.rest.api import Closed, Open, Scoped
from tinhso.foundation.rest.models import KeptAnswer
from tinhso.kernel.actor import system_actor
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
# Open to everybody, each for its reason.
OPEN = {
    ("GET", "/procedures"): "the law has procedures published",
    ("GET", "/procedures/{code}"): "the law has procedures published",
    ("GET", "/event-types"): "tells of no event",
    ("POST", "/dossiers/track"): "knows only who holds the code and four characters; five tries an hour",
}
# Writes that need no Idempotency-Key, each for its reason.
REPEATABLE = {
    "/dossiers/track": "reads",
    "/bundles": "the draft is the key",
    "/webhooks/{subscription_id}/ping": "means nothing and changes nothing",
    "/national-portal/dossiers": "the portal's own number is the key",
    "/national-portal/supplements": "the portal's own number and content are the key",
}


def operations() -> list[tuple[str, str, Any]]:
    """(method, path below the API's root, operation) of everything."""
    found = []
    for bound in province_api._get_bound_routers():
        for path, view in bound.path_operations.items():
            tidy = path.replace("{uuidstr:", "{")
            found += [(method, tidy, one) for one in view.operations for method in one.methods]
    return found


def scope_of(operation: Any) -> str:
    return next((one.scope for one in operation.auth_callbacks if isinstance(one, Scoped)), "")


SCOPED = [(method, path, scope_of(one)) for method, path, one in operations() if scope_of(one)]


def call(method: str, path: str, key: str) -> Any:
    address = "/api/v1" + path
    for name in ("order_id", "dossier_id", "subscription_id", "delivery_id", "event_id"):
        address = address.replace("{" + name + "}", str(new_id()))
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "mot-khoa-du-dai"}
    return Client().generic(method, address, "{}", content_type="application/json", headers=headers)


def client_with(*scopes: str, code: str = "thu") -> str:
    return access.create_client(code=code, title="Thử", scopes=scopes, actor=system_actor()).key


def test_nothing_is_open_that_does_not_say_so() -> None:
    ways = {(method, path): one.auth_callbacks for method, path, one in operations()}
    assert {door for door, callbacks in ways.items() if all(isinstance(one, Open) for one in callbacks)} == set(OPEN)
    assert [door for door, callbacks in ways.items() if any(isinstance(one, Closed) for one in callbacks)] == []


def test_every_scope_is_declared_and_opens_something() -> None:
    declared = {one.code for one in access.list_scopes()}
    assert {scope for _, _, scope in SCOPED} <= declared


@pytest.mark.parametrize(("method", "path", "scope"), SCOPED)
def test_an_operation_opens_to_its_scope_and_to_no_other(method: str, path: str, scope: str) -> None:
    others = {one.code for one in access.list_scopes()} - {scope}
    fits, lacks = client_with(scope), client_with(*sorted(others), code="thieu")

    assert call(method, path, fits).status_code not in (401, 403)
    assert SecurityEntry.objects.count() == 0
    refused = call(method, path, lacks)
    assert (refused.status_code, refused.json()["title"]) == (403, "wrong_scope")
    assert SecurityEntry.objects.get().act == f"{scope} (thieu)"
    nobody = call(method, path, "ts_0000000000.khong-phai")
    assert (nobody.status_code, nobody["Content-Type"]) == (401, "application/problem+json")
    assert KeptAnswer.objects.filter(caller__contains="thieu").count() == 0


def test_every_write_can_be_sent_again() -> None:
    described = province_api.get_openapi_schema(path_prefix="")["paths"]
    bare = {
        path
        for path, methods in described.items()
        for method, one in methods.items()
        if method in ("post", "put", "patch")
        and not any(each["name"] == "Idempotency-Key" and each["required"] for each in one["parameters"])
    }
    assert {path.replace("//", "/") for path in bare} == set(REPEATABLE)


# What belongs to one dossier is a handful.
WHOLE = {
    "/dossiers/{dossier_id}/dues",
    "/dossiers/{dossier_id}/letters",
    "/agencies/dossiers/{dossier_id}/dues",
    "/agencies/dossiers/{dossier_id}/letters",
}


def test_every_list_goes_on_by_a_cursor() -> None:
    described = province_api.get_openapi_schema(path_prefix="")["paths"]
    for path, methods in described.items():
        if "get" not in methods or path in WHOLE:
            continue
        answer = methods["get"]["responses"][200]["content"]["application/json"]["schema"]
        name = answer.get("$ref", "").rpartition("/")[2]
        shape = province_api.get_openapi_schema(path_prefix="")["components"]["schemas"].get(name, answer)
        if answer.get("type") == "array" or "items" in shape.get("properties", {}):
            assert {"cursor", "limit"} <= {one["name"] for one in methods["get"]["parameters"]}, path


def test_an_unknown_address_below_the_api_is_no_door() -> None:
    with pytest.raises(Resolver404):
        resolve("/api/v1/khong-co-gi-o-day")
