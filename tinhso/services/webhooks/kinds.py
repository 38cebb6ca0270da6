"""The kind of definition that webhooks own: how deliveries are tried."""

from collections.abc import Iterator
from pathlib import Path

from tinhso.kernel.definitions.types import Catalogue, Definition, Kind, Problem


def _check(definition: Definition, catalogue: Catalogue) -> Iterator[Problem]:
    waits = definition.body["waits_seconds"]
    if waits != sorted(waits):
        yield definition.problem("/waits_seconds", "Khoảng chờ sau không ngắn hơn khoảng chờ trước.")
    if definition.body["give_up_hours"] * 3600 < waits[0]:
        yield definition.problem("/give_up_hours", "Thôi gửi trước khi kịp thử lại lần nào.")
    if definition.body.get("hold_hours", 0) >= definition.body["give_up_hours"]:
        yield definition.problem(
            "/hold_hours", "Tạm ngừng sau khi đã thôi gửi thì sự kiện bị bỏ; phải ngắn hơn give_up_hours."
        )


KINDS = (
    Kind(
        code="webhook_rule",
        title="Cách gửi sự kiện cho hệ thống khác",
        pattern="rules/webhooks/*.yaml",
        schema=Path(__file__).parent / "schemas" / "webhook_rule.json",
        check=_check,
    ),
)
