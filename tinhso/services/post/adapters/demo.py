"""A post that plays along: it takes every order, and its letters go on by the clock. It keeps numbers in a file of this
machine and no address, and can fail.

`down`: how many of the next calls find it down. `late`: how many of the next orders are taken and not answered in time.
`doubtful`: how many are taken and answered with 101. `refuses`: references of orders that it does not take. `fails`:
references whose letters come back undelivered.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from tinhso.kernel.clock import now
from tinhso.kernel.http import NoAnswer, NotSent
from tinhso.services.post import queries
from tinhso.services.post.types import OrderState, Reply, Told, TrackingPage

_TRAVELS = ((1, OrderState.COLLECTING), (2, OrderState.ON_THE_WAY), (5, OrderState.DELIVERED))
_FAILS = (
    (1, OrderState.COLLECTING),
    (2, OrderState.ON_THE_WAY),
    (5, OrderState.ATTEMPT_FAILED),
    (6, OrderState.COMING_BACK),
    (9, OrderState.CAME_BACK),
)
_NOTES = {OrderState.ATTEMPT_FAILED: "Người nhận vắng nhà"}


class DemoCarrier:
    """See above. A letter is a step further each minute, or as slowly as TINHSO_POST_DEMO_MINUTES says."""

    down: ClassVar[int] = 0
    late: ClassVar[int] = 0
    doubtful: ClassVar[int] = 0
    refuses: ClassVar[frozenset[str]] = frozenset()
    fails: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def behave(cls) -> None:
        """No fault is played any more."""
        cls.down, cls.late, cls.doubtful, cls.refuses, cls.fails = 0, 0, 0, frozenset(), frozenset()

    def place(self, fields: Mapping[str, Any]) -> Reply:
        self._answer()
        item, reference = str(fields["ItemCode"]), str(fields["OrderNumber"])
        if reference in self.refuses:
            return Reply(status="102", message="Địa chỉ không phục vụ")
        if item in {line["item"] for line in self.lines() if line["do"] == "place"}:
            return Reply(status="101", message="Số hiệu bưu gửi đã có")
        self._write({"do": "place", "item": item, "order": reference, "fails": reference in self.fails})
        kind = type(self)
        if kind.late:
            kind.late -= 1
            raise NoAnswer("Bưu điện giả lập trả lời quá chậm.")
        if kind.doubtful:
            kind.doubtful -= 1
            return Reply(status="101", message="Lỗi hệ thống")
        return Reply(status="100", message="Thành công")

    def cancel(self, *, waybill: str, reference: str, reason: str) -> Reply:
        self._answer()
        placed = {line["item"]: line for line in self.lines() if line["do"] == "place"}
        if waybill not in placed or now() - _time(placed[waybill]) >= _TRAVELS[1][0] * _pace():
            return Reply(status="103", message="Bưu gửi đã được thu gom hoặc không có")
        self._write({"do": "cancel", "item": waybill, "order": reference})
        return Reply(status="100", message="Đã hủy")

    def track(self, *, after: int, size: int) -> TrackingPage:
        self._answer()
        rows = [row for row in self._rows() if row.id > after][:size]
        return TrackingPage(rows=tuple(rows), broken=(), last_id=rows[-1].id if rows else after)

    def check_config(self) -> list[str]:
        return []

    def lines(self) -> list[dict[str, Any]]:
        """Everything that it was told, oldest first."""
        if not self.file.is_file():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def _rows(self) -> Iterator[Told]:
        """What has happened until now. What was told before keeps its number: a new letter's news is younger."""
        service = queries.service_on()
        codes = {state: code for code, state in service.codes.items()} if service else {}
        lines = self.lines()
        called_off = {line["item"] for line in lines if line["do"] == "cancel"}
        happened = [
            (_time(line) + steps * _pace(), number, state, line)
            for number, line in enumerate(lines)
            if line["do"] == "place" and line["item"] not in called_off
            for steps, state in (_FAILS if line["fails"] else _TRAVELS)
            if _time(line) + steps * _pace() <= now()
        ]
        for number, (at, _, state, line) in enumerate(sorted(happened, key=lambda one: (one[0], one[1])), 1):
            yield Told(
                id=number,
                waybill=line["item"],
                reference=line["order"],
                code=codes.get(state, state.value),
                at=at,
                words=_NOTES.get(state, ""),
            )

    def _answer(self) -> None:
        kind = type(self)
        if kind.down:
            kind.down -= 1
            raise NotSent("Bưu điện giả lập không trả lời.")

    def _write(self, line: dict[str, Any]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "at": now().isoformat()}, ensure_ascii=False) + "\n")

    @property
    def file(self) -> Path:
        return Path(settings.VAR_DIR) / "demo" / "post.jsonl"


def _pace() -> timedelta:
    return timedelta(minutes=settings.POST_DEMO_MINUTES)


def _time(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["at"])
