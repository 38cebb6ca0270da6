"""The description is OpenAPI 3.1 by its own schema, and the receiver of the guide believes only what the platform signed now."""

import copy
import re
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from tinhso.services.webhooks.domain import signing

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "api.md"
BODY = b'{"id":"e1","type":"dossier.submitted","subject":"dossier/1","sequence":"1","data":{}}'
NOW = 1_800_000_000


@pytest.mark.django_db
def test_the_description_is_openapi_3_1_by_its_own_schema() -> None:
    described: dict[str, Any] = Client().get("/api/v1/openapi.json").json()

    assert [str(one) for one in OPENAPI_31_VALIDATOR.iter_errors(described)] == []

    # The check can fail: a parameter that stands nowhere, an operation that answers nothing.
    for spoil in ("in", "responses"):
        broken = copy.deepcopy(described)
        operation = broken["paths"]["/api/v1/procedures/{code}"]["get"]
        operation["parameters"][0]["in"] = "nowhere" if spoil == "in" else operation["parameters"][0]["in"]
        operation["responses"] = operation["responses"] if spoil == "in" else []
        assert not OPENAPI_31_VALIDATOR.is_valid(broken), spoil


@pytest.fixture(scope="module")
def guide() -> dict[str, Any]:
    """The receiver as it stands in the guide."""
    (source,) = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)[:1]
    names: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(source, "receiver.py", "exec"), names)
    return names


def sent(secret: str, *, at: int = NOW, body: bytes = BODY, binary: Mapping[str, str] | None = None) -> dict[str, str]:
    signature = signing.sign([secret], message_id="m1", seconds=at, body=body, attributes=binary)
    return {"webhook-id": "m1", "webhook-timestamp": str(at), "webhook-signature": signature}


def test_the_guides_receiver_takes_what_was_signed_now_and_nothing_else(guide: dict[str, Any]) -> None:
    mine, theirs = signing.new_secret(), signing.new_secret()

    def genuine(headers: Mapping[str, str], body: bytes = BODY, secret: str = mine) -> bool:
        return bool(guide["is_genuine"](headers, body, secret, NOW))

    assert genuine(sent(mine))
    # While a secret is being replaced both signatures stand there.
    doubled = {
        **sent(mine),
        "webhook-signature": f"{sent(theirs)['webhook-signature']} {sent(mine)['webhook-signature']}",
    }
    assert genuine(doubled)
    # An old stamp and one from the future, with good signatures.
    assert not genuine(sent(mine, at=NOW - 301))
    assert not genuine(sent(mine, at=NOW + 301))
    # A stamp that was made new, a body or an id that was exchanged, somebody else's secret, no signature.
    assert not genuine({**sent(mine, at=NOW - 301), "webhook-timestamp": str(NOW)})
    assert not genuine(sent(mine), BODY.replace(b"submitted", b"withdrawn"))
    assert not genuine({**sent(mine), "webhook-id": "m2"})
    assert not genuine(sent(theirs))
    assert not genuine({**sent(mine), "webhook-signature": ""})


def test_a_signature_over_headers_does_not_pass_for_one_over_the_body(guide: dict[str, Any]) -> None:
    secret, attributes = signing.new_secret(), {"type": "dossier.submitted", "subject": "dossier/1"}
    headers = sent(secret, binary=attributes)
    plain, over_headers = headers["webhook-signature"].split()
    assert (plain[:3], over_headers[:4]) == ("v1,", "v1b,")
    assert guide["is_genuine"](headers, BODY, secret, NOW)
    for alone in (over_headers, over_headers.replace("v1b,", "v1,")):
        assert not guide["is_genuine"]({**headers, "webhook-signature": alone}, BODY, secret, NOW)
    # What only `v1b` covers: another type is another signature.
    other = sent(secret, binary={**attributes, "type": "dossier.withdrawn"})["webhook-signature"].split()
    assert (other[0], other[1] == over_headers) == (plain, False)


@pytest.fixture
def receiver(guide: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """(address, secret) of the guide's receiver, listening."""
    secret = signing.new_secret()
    monkeypatch.setenv("SECRET", secret)
    guide["seen"].clear()
    server = guide["HTTPServer"](("127.0.0.1", 0), guide["Receiver"])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", secret
    server.shutdown()
    server.server_close()


def post(address: str, headers: Mapping[str, str]) -> int:
    try:
        return int(urlopen(Request(address, BODY, dict(headers), method="POST"), timeout=10).status)
    except HTTPError as refused:
        return refused.code


def test_a_replayed_delivery_is_receipted_and_counted_once(
    receiver: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    address, secret = receiver
    headers = sent(secret, at=int(time.time()))
    assert [post(address, headers), post(address, headers)] == [204, 204]
    assert post(address, {**headers, "webhook-signature": "v1,Zm9yZ2Vk"}) == 401
    assert capsys.readouterr().out == "dossier.submitted dossier/1 1\n"
