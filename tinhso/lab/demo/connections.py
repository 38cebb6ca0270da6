"""`tinhso demo connections`: the month on a stage of its own; the play runs in a process that has the stage's settings."""

import json
import socket
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import click
from django.conf import settings

from tinhso.casework.dossiers import api as dossiers
from tinhso.lab.demo.centre import first_morning
from tinhso.lab.demo.month.play import play_month
from tinhso.lab.demo.stage import own_stage
from tinhso.lab.demo.trace import Trace
from tinhso.lab.peers.api import Portal, fill, serving

HERE = "connections-here"
_USER, _PASSWORD = "tinh-mau", "gia-lap"


def on_own_stage(*, stories: int, broken: Collection[str], say: Callable[[str], None]) -> dict[str, Any]:
    """What the play reports. Raises RuntimeError when it did not come to its end."""
    begins = first_morning()
    with own_stage(say, at=begins - timedelta(days=1)) as stage:
        password = stage.folder / "mat-khau-cong"
        password.write_text(_PASSWORD, "utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        joined = {
            "TINHSO_DEMO": "true",
            "TINHSO_PAYMENT_SECRETS_DIR": str(stage.folder / "keys" / "payments"),
            "TINHSO_NATIONAL_PORTAL_ADAPTER": "first",
            "TINHSO_NATIONAL_PORTAL_URL": f"http://127.0.0.1:{port}",
            "TINHSO_NATIONAL_PORTAL_AGENCY": "tinh-mau",
            "TINHSO_NATIONAL_PORTAL_DESTINATION": "cong-gia-lap",
            "TINHSO_NATIONAL_PORTAL_USER": _USER,
            "TINHSO_NATIONAL_PORTAL_PASSWORD_FILE": str(password),
        }
        words = [
            "demo",
            HERE,
            "--port",
            str(port),
            "--dossiers",
            str(stories),
            *(word for lost in broken for word in ("--break", lost)),
        ]
        told = stage.play(*words, joined=joined)
    report: dict[str, Any] = json.loads(told)
    return report


def here(*, port: int, stories: int, broken: Collection[str], say: Callable[[str], None]) -> Trace:
    """The month on this process's own data, which must be a fresh stage. Raises ClickException for any other."""
    if not settings.DEMO or f":{port}" not in settings.NATIONAL_PORTAL_URL or dossiers.count_dossiers():
        raise click.ClickException("Chỉ chạy trên dữ liệu tạm của `tinhso demo connections`.")
    portal = Portal(user=_USER, password=_PASSWORD, agency="tinh-mau")
    with serving(portal, port=port) as server:
        fill(portal)
        return play_month(server, stories=stories, begins=first_morning(), broken=broken, say=say)
