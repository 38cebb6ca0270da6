"""A stand-in for a provider: it keeps what it issued in a file of this machine, and can be down, late or refuse.

`down`: how many of the next calls find it down. `late`: how many of the next issues happen and are not answered in time.
`refuses`: references that it will not issue for. No name is kept: a demo's file is no place for people.
"""

import json
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from tinhso.kernel.errors import Unavailable
from tinhso.services.ereceipts.errors import Refused
from tinhso.services.ereceipts.types import Issued, Wanted


class DemoProvider:
    """See above."""

    down: ClassVar[int] = 0
    late: ClassVar[int] = 0
    refuses: ClassVar[frozenset[str]] = frozenset()

    def find(self, key: str) -> Issued | None:
        self._answer()
        known = self._issued().get(key)
        return None if known is None else Issued(number=known["number"], lookup_code=known["lookup_code"])

    def issue(self, wanted: Wanted) -> Issued:
        self._answer()
        if wanted.reference in self.refuses:
            raise Refused("Nhà cung cấp giả lập không nhận chứng từ này.")
        kept = self._issued()
        if wanted.key in kept:
            raise Refused("Nhà cung cấp giả lập: khóa này đã lập biên lai.")
        number = f"{len(kept) + 1:08d}"
        self._write(
            {"do": "issue", "key": wanted.key, "number": number, "lookup_code": f"BL{number}", "vnd": wanted.amount_vnd}
        )
        kind = type(self)
        if kind.late:
            kind.late -= 1
            raise Unavailable("Nhà cung cấp giả lập trả lời quá chậm.")
        return Issued(number=number, lookup_code=f"BL{number}")

    def cancel(self, key: str, reason: str) -> None:
        self._answer()
        self._write({"do": "cancel", "key": key})

    def adjust(self, key: str, amount_vnd: int, reason: str) -> None:
        self._answer()
        self._write({"do": "adjust", "key": key, "vnd": amount_vnd})

    def check_config(self) -> list[str]:
        return []

    def lines(self) -> list[dict[str, Any]]:
        """Everything it was told, oldest first."""
        if not self.file.is_file():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def _issued(self) -> dict[str, dict[str, Any]]:
        return {line["key"]: line for line in self.lines() if line["do"] == "issue"}

    def _answer(self) -> None:
        kind = type(self)
        if kind.down:
            kind.down -= 1
            raise Unavailable("Nhà cung cấp giả lập không trả lời.")

    def _write(self, line: dict[str, Any]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    @property
    def file(self) -> Path:
        return Path(settings.VAR_DIR) / "demo" / "ereceipts.jsonl"
