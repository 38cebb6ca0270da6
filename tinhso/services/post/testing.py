"""A one-stop with a desk, a postman and a neighbour, a postal service and waybill numbers; for tests of several rooms."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from tinhso.foundation.definitions import api as definitions
from tinhso.foundation.identity import testing as identity
from tinhso.foundation.identity.types import HolderRef
from tinhso.kernel.actor import Actor, system_actor
from tinhso.services.post import api
from tinhso.services.post.types import Direction, NewOrder, Order, OrderState, Party

REFERENCE = "000.00.01.H99-261130-0001"
HOME = Party(name="Trần Thị Mẫu", phone="0900 000 001", address="Số 2, ấp Một", unit_code="99002")
UNITS = """
code: units_99
title: Đơn vị hành chính tỉnh Mẫu
effective_from: 2020-01-01
legal_basis: [{document: "1/2020/MAU"}]
province: {code: "99", name: Tỉnh Mẫu}
communes: {"99001": Xã Mẫu, "99002": Xã Bên}
---
"""
OTHER = UNITS.replace("99", "98").replace("Mẫu", "Xa").replace("units_98", "units_98")


@dataclass(frozen=True, kw_only=True)
class PostScene:
    """Who is there."""

    agency_id: UUID
    desk: Actor
    postman: Actor
    neighbour: Actor
    manager: Actor

    def register(self, number: int = 1, *, waits: bool = False, **changes: Any) -> UUID:
        """A letter of the subject with that number."""
        parts: dict[str, Any] = {
            "subject": ("thing", UUID(int=number)),
            "holder": HolderRef(kind="person", id=UUID(int=number)),
            "reference": REFERENCE[:-1] + str(number),
            "direction": Direction.RETURN,
            "agency_id": self.agency_id,
            "home": HOME,
            "contents": "Kết quả thủ tục hành chính",
        }
        return api.register(order=NewOrder(**{**parts, **changes}), waits=waits, actor=system_actor())

    def order(self, order_id: UUID) -> Order:
        return api.get_order(order_id, actor=system_actor(), purpose="Kiểm thử")

    def state(self, order_id: UUID) -> OrderState:
        return self.order(order_id).state

    def numbers(self, count: int = 10) -> None:
        """Free waybill numbers from EB00000001 on."""
        text = "\n".join(f"MAU{uuid4().hex[:4].upper()}{n:04d}" for n in range(count))
        api.import_list(text=text, actor=system_actor())


def set_scene(folder: Path) -> PostScene:
    """Apply the sample's postal service from a scratch folder and seat the people."""
    (folder / "units").mkdir(parents=True)
    (folder / "rules" / "post").mkdir(parents=True)
    for name, text in (("99", UNITS), ("98", OTHER)):
        (folder / "units" / f"{name}_2020-01-01.yaml").write_text(text.strip().removesuffix("---"), "utf-8")
    sample = settings.DEFINITIONS_DIR / "rules" / "post" / "bcci.yaml"
    (folder / "rules" / "post" / "bcci.yaml").write_text(sample.read_text("utf-8"), "utf-8")
    definitions.apply_folder(folder, actor=system_actor())
    desk = identity.role("mot-cua", {"post.operate": "own", "custody.hold": "own"})
    carries = identity.role("buu-ta", {"post.carry": "own", "custody.hold": "own"})
    manages = identity.role("quan-tri", {"post.manage": "province", "post.operate": "province"})
    agencies = identity.province(
        [
            ("mc", "H99.101", (desk,)),
            ("bt", "H99.101", (carries,)),
            ("mc2", "H99.13", (desk, carries)),
            ("qt", "H99", (manages,)),
        ]
    )

    def seated(post: str) -> Actor:
        return identity.officer_actor(identity.officer(post, post), post)

    return PostScene(
        agency_id=agencies["H99.101"],
        desk=seated("mc"),
        postman=seated("bt"),
        neighbour=seated("mc2"),
        manager=seated("qt"),
    )
