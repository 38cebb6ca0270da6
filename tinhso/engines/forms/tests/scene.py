"""Synthetic people, units and the example of the README."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from tinhso.engines.forms import api
from tinhso.engines.forms.types import Prefilled
from tinhso.foundation.reference.errors import UnitNotFound
from tinhso.foundation.reference.types import Tier, Unit, UnitMatch
from tinhso.kernel.actor import Actor, Channel
from tinhso.kernel.ids import new_id

VERSION_ID = UUID("01900000-0000-7000-8000-000000000001")
ME = Actor(channel=Channel.ONLINE, person_id=new_id())
STRANGER = Actor(channel=Channel.ONLINE, person_id=new_id())
COMPONENTS: list[dict[str, Any]] = [
    {"code": "giay_chung_sinh", "title": "Giấy chứng sinh", "originals": 1},
    {"code": "uy_quyen", "title": "Văn bản ủy quyền",
    "required_when": {"answers": {"/applicant/relation": {"const": "other"}}}},
    {"code": "anh", "title": "Ảnh chân dung", "required_when": "Nếu muốn in ảnh"},
    {"code": "to_khai", "title": "Tờ khai", "is_form": True},
]  # fmt: skip


def example() -> dict[str, Any]:
    """{"form": {"schema", "ui"}} as the README shows it."""
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    schema, ui = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    return {"form": {"schema": schema, "ui": ui}}


def good() -> dict[str, Any]:
    """Answers that pass."""
    return {
        "applicant": {
            "full_name": "Nguyễn Văn Thử",
            "personal_number": "079090001234",
            "address": {"province_code": "91", "commune_code": "91001", "street": "Ấp 1"},
            "relation": "father",
        },
        "child": {"full_name": "Nguyễn Thị Mẫu", "born_on": "2026-01-02", "sex": "female", "ethnicity": "01"},
        "copies_wanted": False,
    }


def unit(code: str, name: str, tier: Tier, province: str) -> Unit:
    return Unit(
        code=code, full_name=name, name=name.partition(" ")[2], kind=name.partition(" ")[0].lower(), tier=tier,
        province_code=province, parent_code=None if tier is Tier.PROVINCE else province, valid_from=date(2025, 7, 1),
        valid_to=None,
    )  # fmt: skip


class Units:
    """Two provinces with two communes each, and one old name."""

    def __init__(self) -> None:
        provinces = [unit("91", "Tỉnh Mẫu Một", Tier.PROVINCE, "91"), unit("92", "Tỉnh Mẫu Hai", Tier.PROVINCE, "92")]
        communes = [
            unit(f"{p}00{n}", f"Xã Thử {p}{n}", Tier.COMMUNE, p) for p in ("91", "92") for n in (1, 2)
        ]  # fmt: skip
        self.all = {one.code: one for one in (*provinces, *communes)}

    def get(self, code: str, on: date | None = None) -> Unit:
        if code not in self.all:
            raise UnitNotFound("không có")
        return self.all[code]

    def many(self, codes: set[str], on: date | None = None) -> dict[str, Unit]:
        return {code: self.all[code] for code in codes if code in self.all}

    def provinces(self) -> tuple[Unit, ...]:
        return tuple(one for one in self.all.values() if one.tier is Tier.PROVINCE)

    def communes(self, province: str) -> tuple[Unit, ...]:
        return tuple(u for u in self.all.values() if u.tier is Tier.COMMUNE and u.province_code == province)

    def find(self, text: str, on: date | None = None, *, limit: int = 20) -> tuple[UnitMatch, ...]:
        if "cu" not in text:
            return ()
        old = unit("11111", "Xã Cũ Kỹ", Tier.COMMUNE, "92")
        return (UnitMatch(unit=self.all["92002"], path="Xã Thử 922, Tỉnh Mẫu Hai", formerly=old),)


def start(prefill: dict[str, Prefilled] | None = None, actor: Actor = ME, **more: Any) -> Any:
    """A draft of the example for the actor."""
    assert actor.person_id is not None
    return api.start_draft(
        owner=("person", actor.person_id), procedure_version_id=VERSION_ID, prefill=prefill or {},
        next_url="/ho-so/nop/", actor=actor, **more,
    )  # fmt: skip


def known(**values: Any) -> dict[str, Prefilled]:
    """Known values from the population register."""
    return {f"person.{key}": Prefilled(value, "CSDL dân cư", date(2026, 11, 21)) for key, value in values.items()}


def posted(data: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A JSON answer as the boxes of a page."""
    boxes: dict[str, str] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and "commune_code" in value:
            boxes |= {f"{name}-province": value["province_code"], f"{name}-commune": value["commune_code"],
                      f"{name}-street": value.get("street", "")}  # fmt: skip
        elif isinstance(value, dict):
            boxes |= posted(value, f"{name}-")
        elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            boxes |= dict(zip((f"{name}-year", f"{name}-month", f"{name}-day"), value.split("-"), strict=True))
        else:
            boxes[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return boxes
