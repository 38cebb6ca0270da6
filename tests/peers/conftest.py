from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tinhso.lab.peers.national_portal.portal import Portal
from tinhso.lab.peers.national_portal.server import PortalServer, serving
from tinhso.services.national_portal.adapters import first_generation, partner, portals
from tinhso.services.national_portal.types import Rule

RULE = Rule(
    session_codes=frozenset({"-2"}),
    again_codes=frozenset({"-9"}),
    missing_codes=frozenset({"-4"}),
    file_hosts=("127.0.0.1",),
)


@pytest.fixture
def peer(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PortalServer]:
    """The simulated portal on a port, and our client set to it as an operator would; short limits."""
    secret = tmp_path / "mat-khau"
    secret.write_text("mat-khau\n", "utf-8")
    monkeypatch.setattr(partner, "SECONDS", 1.0)
    monkeypatch.setattr(first_generation, "rule_now", lambda: RULE)
    with serving(Portal(user="tinh-mau", password="mat-khau", agency="H99")) as server:
        server.script.seconds = 3
        settings.NATIONAL_PORTAL_ADAPTER = "first"
        settings.NATIONAL_PORTAL_URL = server.address
        settings.NATIONAL_PORTAL_AGENCY = "H99"
        settings.NATIONAL_PORTAL_DESTINATION = "VN:GOV:MAU"
        settings.NATIONAL_PORTAL_USER = "tinh-mau"
        settings.NATIONAL_PORTAL_PASSWORD_FILE = str(secret)
        portals.portal.forget()
        yield server
        portals.portal.forget()
