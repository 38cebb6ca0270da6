"""A time stamp service on a port: its stamp is taken, and whatever else it does ends in time as a stamp that was not had."""

import asyncio
import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimestampRequestError
from pytest_django.fixtures import Settings

from tinhso.services.signatures import authority
from tinhso.services.signatures.adapters import stamping
from tinhso.services.signatures.adapters.demo import InProcessTimeStamper
from tinhso.services.signatures.adapters.pkcs11 import Pkcs11Adapter

pytestmark = pytest.mark.django_db
_KIND = "application/timestamp-reply"


class _Service(ThreadingHTTPServer):
    does = ""

    def handle_error(self, *_: object) -> None:
        """A caller that hangs up is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _Service)
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        ours = InProcessTimeStamper(authority.time_stamper(), [authority.intermediate().asn1])
        stamp = asyncio.run(ours.async_request_tsa_response(asked)).dump()
        does = self.server.does
        self.send_response(503 if does == "busy" else 200)
        self.send_header("Content-Type", "text/html" if does == "page" else _KIND)
        self.end_headers()
        while does in ("drip", "flood") and self.server.does == does:
            self.wfile.write(b"0" * (1 if does == "drip" else 100_000))
            time.sleep(0.1 if does == "drip" else 0)
        self.wfile.write(stamp[:-40] if does == "short" else stamp)

    def log_request(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def service(settings: Settings) -> Iterator[_Service]:
    server = _Service(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.SIGNATURES_TSA_URL = f"http://127.0.0.1:{server.server_address[1]}/tsa"
    yield server
    server.does = ""
    server.shutdown()
    server.server_close()


def stamped() -> str:
    token = asyncio.run(Pkcs11Adapter().time_stamper().async_timestamp(hashlib.sha256(b"paper").digest(), "sha256"))
    return str(token["content_type"].native)


def test_its_stamp_is_taken(service: _Service) -> None:
    assert stamped() == "signed_data"


@pytest.mark.parametrize("does", ["busy", "page", "short", "drip", "flood"])
def test_whatever_it_does_wrong_is_a_stamp_that_was_not_had_in_time(
    service: _Service, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    monkeypatch.setattr(stamping, "SECONDS", 0.5)
    service.does = does
    begun = time.monotonic()

    with pytest.raises(TimestampRequestError):
        stamped()

    assert time.monotonic() - begun < 5
