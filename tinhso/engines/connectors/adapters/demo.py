"""Simulators in this process; they keep coded facts in a file of this machine, so that web and worker know the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from tinhso.engines.connectors.errors import NotReached, NotSetUp
from tinhso.engines.connectors.simulators import SIMULATORS
from tinhso.engines.connectors.types import Connector
from tinhso.kernel.clock import now
from tinhso.kernel.http import Answer

# It is written anew with each call: a load of thousands must not make it slow.
_MOST = 500


class FileShelf:
    """One partner's memory."""

    def __init__(self, code: str) -> None:
        self._file = Path(settings.VAR_DIR) / "demo" / f"connector-{code}.json"

    def read(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads(self._file.read_text("utf-8")) if self._file.is_file() else {}
        return kept

    def write(self, kept: Mapping[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        staged = self._file.with_suffix(".new")
        staged.write_text(json.dumps(dict(list(kept.items())[-_MOST:]), ensure_ascii=False), "utf-8")
        staged.replace(self._file)


class DemoTransport:
    """`fails`: how many of the next calls find nobody."""

    fails: ClassVar[int] = 0

    def exchange(self, connector: Connector, method: str, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        kind = type(self)
        if kind.fails:
            kind.fails -= 1
            raise NotReached("Bên giả lập không trả lời; hệ thống tự thử lại.")
        if connector.code not in SIMULATORS:
            raise NotSetUp(f"Chưa có bản giả lập của {connector.title}.")
        status, said = SIMULATORS[connector.code](FileShelf(connector.code)).handle(method, path, query, body)
        content = json.dumps(said, ensure_ascii=False).encode()
        return Answer(status=status, headers={"date": now().strftime("%a, %d %b %Y %H:%M:%S GMT")}, body=content)

    def forget(self, connector: Connector) -> None:
        """Nobody signs in here."""

    def problems(self, connector: Connector) -> list[str]:
        return [] if connector.code in SIMULATORS else [f"Chưa có bản giả lập của {connector.title}."]

    def check_config(self) -> list[str]:
        return []
