"""The API against its own description: whatever a program sends is answered as the OpenAPI says, never with a 500."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import schemathesis
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tinhso.casework.dossiers.models import Dossier
from tinhso.casework.dossiers.testing import SmallProvince, load_small_province
from tinhso.foundation.access import api as access
from tinhso.kernel.actor import system_actor
from tinhso.kernel.testing import Lent

pytestmark = pytest.mark.django_db
OPENAPI = "/api/v1/openapi.json"
PROCEDURES = ("1.001193", "1.004873")
EXAMPLES = 25
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TOKEN = "t" * 32
OPERATIONS = [
    ("/api/v1/procedures", "GET"),
    ("/api/v1/procedures/{code}", "GET"),
    ("/api/v1/dossiers", "GET"),
    ("/api/v1/dossiers", "POST"),
    ("/api/v1/dossiers/{dossier_id}", "GET"),
    ("/api/v1/dossiers/{dossier_id}/dues", "GET"),
    ("/api/v1/dossiers/{dossier_id}/letters", "GET"),
    ("/api/v1/dossiers/track", "POST"),
    ("/api/v1/payments/orders", "GET"),
    ("/api/v1/payments/orders", "POST"),
    ("/api/v1/payments/orders/{order_id}", "GET"),
    ("/api/v1/payments/orders/{order_id}/cancel", "POST"),
    ("/api/v1/payments/orders/{order_id}/refunds", "POST"),
    ("/api/v1/national-portal/dossiers", "POST"),
    ("/api/v1/national-portal/supplements", "POST"),
    ("/api/v1/agencies/dossiers", "GET"),
    ("/api/v1/agencies/dossiers/{dossier_id}", "GET"),
    ("/api/v1/agencies/dossiers/{dossier_id}/dues", "GET"),
    ("/api/v1/event-types", "GET"),
    ("/api/v1/events", "GET"),
    ("/api/v1/events/{event_id}", "GET"),
    ("/api/v1/webhooks", "GET"),
    ("/api/v1/webhooks", "POST"),
    ("/api/v1/webhooks/{subscription_id}", "GET"),
    ("/api/v1/webhooks/{subscription_id}", "PUT"),
    ("/api/v1/webhooks/{subscription_id}", "DELETE"),
    ("/api/v1/webhooks/{subscription_id}/secret", "POST"),
    ("/api/v1/webhooks/{subscription_id}/ping", "POST"),
    ("/api/v1/webhooks/{subscription_id}/replay", "POST"),
    ("/api/v1/webhooks/{subscription_id}/deliveries", "GET"),
    ("/api/v1/webhooks/{subscription_id}/deliveries/{delivery_id}", "GET"),
    ("/api/v1/bundles", "POST"),
    ("/api/v1/bundles/{bundle_id}", "GET"),
]


@pytest.fixture(scope="module")
def standing(
    lent: Lent, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallProvince]:
    make = partial(load_small_province, tmp_path_factory.mktemp("definitions"), procedures=PROCEDURES)
    with lent.lend(PROCEDURES, make, blocker=django_db_blocker) as province:
        yield province


@pytest.fixture
def client(standing: SmallProvince, db: None) -> Client:
    cache.clear()
    signed_in = Client(raise_request_exception=False)
    assert standing.citizen.user_id is not None
    user = get_user_model().objects.get(id=standing.citizen.user_id)
    signed_in.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return signed_in


@pytest.fixture(autouse=True)
def _keep_the_connection() -> Iterator[None]:
    """A request of its own would close the connection that the test's transaction lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(client: Client) -> dict[str, str]:
    (name,) = client.cookies
    scopes = [one.code for one in access.list_scopes()]
    keys = access.create_client(code="fuzz", title="Hệ thống thử", scopes=scopes, actor=system_actor())
    return {
        "Cookie": f"{name}={client.cookies[name].value}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Authorization": f"Bearer {keys.key}",
    }


def test_every_operation_is_fuzzed_and_says_how_it_refuses(client: Client) -> None:
    described = client.get(OPENAPI).json()
    assert described["openapi"].startswith("3.1")
    found = {
        (path, method.upper()): operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    assert set(found) == set(OPERATIONS)
    for operation in found.values():
        assert {"400", "403", "404", "409", "422", "429"} <= set(operation["responses"])
        assert "application/problem+json" in operation["responses"]["422"]["content"]


# Operations of other systems refuse before they read (test_callers.py asks every one), and share their reading with one another.
OF_SYSTEMS = ("/api/v1/payments", "/api/v1/agencies", "/api/v1/event", "/api/v1/webhooks")
FEW = 6


def _rounds() -> list[tuple[str, str, bool]]:
    """(path, method, whether somebody is signed in)."""
    return [
        (path, method, is_signed_in)
        for path, method in OPERATIONS
        for is_signed_in in (True, False)
        if is_signed_in or not path.startswith(OF_SYSTEMS)
    ]


@pytest.mark.parametrize(("path", "method", "is_signed_in"), _rounds())
def test_an_operation_does_what_it_says(headers: dict[str, str], path: str, method: str, is_signed_in: bool) -> None:
    operation = schemathesis.openapi.from_wsgi(OPENAPI, get_wsgi_application())[path][method]
    sent = headers if is_signed_in else {}
    examples = FEW if path.startswith(OF_SYSTEMS) else EXAMPLES if is_signed_in else 10
    bounds = settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)

    @bounds
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE))
    def whatever_fits(case: Any) -> None:
        call(case, sent)

    @bounds
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    def whatever_does_not_fit(case: Any) -> None:
        call(case, sent)

    whatever_fits()
    try:
        whatever_does_not_fit()
    except Exception as nothing:
        # Some operations take anything: there is nothing that does not fit.
        if type(nothing).__name__ not in ("Unsatisfiable", "SkipTest"):
            raise
    if not is_signed_in:
        assert Dossier.objects.count() == 0


def call(case: Any, headers: dict[str, str]) -> None:
    """Send it, check the answer, undo it."""
    cache.clear()
    with transaction.atomic():
        response = case.call(headers=headers)
        transaction.set_rollback(True)
    case.validate_response(response, checks=CHECKS)


DEEP = '{"a":' * 2000 + "1" + "}" * 2000
BODIES: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 422),
    "not JSON": (b"{", 400),
    "not UTF-8": (b'{"procedure": "\xff\xfe"}', 400),
    "a list": (b"[1, 2]", 422),
    "null": (b"null", 422),
    "NaN": (b'{"procedure": NaN}', 400),
    "a thousand levels": (b'{"procedure": "1", "agency": "x", "answers": %s}' % DEEP.encode(), 400),
    "a hundred thousand brackets": (b"[" * 100_000, 400),
    "wrong types": (b'{"procedure": 1, "agency": [], "answers": "x"}', 422),
    "NUL": (b'{"procedure": "1.0\\u0000", "agency": "x", "answers": {}}', 400),
    "half a character": (b'{"procedure": "\\ud800", "agency": "x", "answers": {}}', 400),
    "NUL in answers": (b'{"procedure": "1.004873", "agency": "H61.41.01.001", "answers": {"a": "\\u0000"}}', 400),
    "a key of half a character": (b'{"procedure": "1", "agency": "x", "answers": {"\\udfff": 1}}', 400),
    "a big number": (b'{"procedure": "1.004873", "agency": "H61.41.01.001", "answers": {"a": 1e999}}', 422),
    "a long number": (b'{"procedure": "1.004873", "agency": "x", "answers": {"a": %s}}' % (b"9" * 5000), 400),
    "unknown procedure": (b'{"procedure": "9.999999", "agency": "H61.41.01.001", "answers": {}}', 404),
    "unknown agency": (b'{"procedure": "1.004873", "agency": "H00", "answers": {}}', 422),
    "no answers": (b'{"procedure": "1.004873", "agency": "H61.41.01.001", "answers": {}}', 422),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_told_so_and_nothing_is_filed(client: Client, name: str) -> None:
    body, status = BODIES[name]
    answer = client.post(
        "/api/v1/dossiers", body, content_type="application/json", headers={"Idempotency-Key": "mot-khoa-du-dai"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert Dossier.objects.count() == 0


def test_a_body_larger_than_allowed_is_refused(client: Client) -> None:
    answer = client.post(
        "/api/v1/dossiers",
        b'{"procedure": "' + b"x" * 3_000_000 + b'"}',
        content_type="application/json",
        headers={"Idempotency-Key": "mot-khoa-du-dai"},
    )
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["detail"] == "Nội dung gửi lên quá lớn. Chưa có gì thay đổi."


def test_a_wrong_value_is_pointed_at_in_the_body_that_was_sent(client: Client) -> None:
    answer = client.post("/api/v1/dossiers/track", {"code": 5, "last_four": "0073"}, content_type="application/json")

    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, ["/code"])


@pytest.mark.parametrize(
    ("call_it", "status"),
    [
        (lambda c: c.get("/api/v1/khong-co"), 404),
        (lambda c: c.delete("/api/v1/dossiers"), 405),
        (lambda c: c.get("/api/v1/dossiers/khong-phai-uuid"), 404),
        (lambda c: c.get("/api/v1/procedures?q=%00"), 400),
        (lambda c: c.get("/api/v1/procedures/%00"), 400),
        (lambda c: c.get("/api/v1/procedures?limit=99999999999999999999999"), 422),
        (lambda c: c.get("/api/v1/procedures?q=" + "x" * 5000), 422),
        (lambda c: c.get("/api/v1/procedures/%F0%9F%98%80"), 404),
        (lambda c: c.post("/api/v1/dossiers", {}, content_type="application/json"), 422),
        (
            lambda c: c.post("/api/v1/dossiers", {}, content_type="application/json", headers={"Idempotency-Key": "x"}),
            422,
        ),
        (lambda c: c.post("/api/v1/dossiers/track", {}, content_type="application/json"), 422),
    ],
)
def test_every_refusal_is_problem_json(client: Client, call_it: Callable[[Client], Any], status: int) -> None:
    answer = call_it(client)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert set(answer.json()) >= {"type", "title", "status", "detail"}


def test_who_is_not_signed_in_is_told_so(standing: SmallProvince, db: None) -> None:
    for path in ("/api/v1/dossiers", f"/api/v1/dossiers/{standing.receiving_id}"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_filing_of_nobody_is_told_to_sign_in_first(standing: SmallProvince, db: None) -> None:
    """Before any token of a form: a developer without a session has no use for one."""
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post("/api/v1/dossiers", {}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["title"] == "unauthenticated"


def test_a_filing_from_another_site_is_refused(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.update(client.cookies)

    answer = strict.post("/api/v1/dossiers", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["title"]) == (403, "csrf")
    assert "X-CSRFToken" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/tra-cuu/", "/dang-nhap/", "/ho-so/"])
def test_a_nul_in_a_form_is_no_server_error(client: Client, path: str) -> None:
    for data in ({"code": "a\0b", "last_four": "0\0000", "login": "a\0", "password": "b\0"}, {"x": "\0"}):
        assert client.post(path, data).status_code < 500
    assert client.get(f"{path}?q=%00").status_code == 400
